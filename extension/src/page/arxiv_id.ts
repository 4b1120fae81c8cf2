/** One paper on arXiv; `version` is null where none is pinned. */
export interface ArxivId {
  /** Canonical and without a version: `2311.09227`, `hep-th/9901001`. */
  paper: string;
  version: number | null;
}

const NEW = /^(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v([1-9]\d{0,3}))?$/;
const OLD =
  /^([a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z]{2}|\.[a-z]+(?:-[a-z]+)?)?\/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v([1-9]\d{0,3}))?$/;

/** Reads an identifier; null where it has not the form of one. The server knows the finer rules. */
export function parseArxivId(text: string): ArxivId | null {
  const version = (digits: string | undefined) => (digits ? Number(digits) : null);
  const fresh = NEW.exec(text);
  if (fresh?.[1]) return { paper: fresh[1], version: version(fresh[2]) };
  const old = OLD.exec(text);
  if (old) return { paper: `${old[1]}/${old[2]}`, version: version(old[3]) };
  return null;
}

/** The paper of an abs page's address, in any form that arXiv serves; else null. */
export function arxivIdInUrl(url: string): ArxivId | null {
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  const match = /^\/abs\/(.+?)\/*$/.exec(path);
  if (!match?.[1]) return null;
  try {
    return parseArxivId(decodeURIComponent(match[1]).replace(/^arxiv:/i, ""));
  } catch {
    return null; // a lone % sign
  }
}
