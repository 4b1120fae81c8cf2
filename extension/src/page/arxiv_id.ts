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

/** Whether the server could know a paper by this name; DOIs and other services' names included. */
export const isPaperId = (text: string): boolean =>
  parseArxivId(text) !== null ||
  /^(?:doi:10\.\S{2,500}|s2:[0-9a-f]{40}|openalex:W\d{1,20}|lens:[0-9a-f]{16})$/.test(text);

const HOSTS = /(?:^|\.)(?:arxiv|ar5iv)\.org$/;

/** The paper that an address of arXiv's or ar5iv's is about, on a page of one of these kinds. */
export function arxivIdInUrl(address: string, kinds: readonly string[] = ["abs"]): ArxivId | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !HOSTS.test(url.hostname)) return null;
  const [, kind, id] = /^\/([a-z]+)\/(.+?)(?:\.pdf)?\/*$/.exec(url.pathname) ?? [];
  if (!kind || !id || !kinds.includes(kind)) return null;
  try {
    return parseArxivId(decodeURIComponent(id).replace(/^arxiv:/i, ""));
  } catch {
    return null; // a lone % sign
  }
}
