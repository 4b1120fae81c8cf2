import type { Row } from "../api/types";
import { arxivIdInUrl } from "../page/arxiv_id";
import type { Printed } from "../page/html";
import { fold } from "../panel/rows";

/** Shorter titles are found in too much. */
const SHORTEST_TITLE = 12;

const plain = (text: string) =>
  ` ${fold(text)
    .replace(/[^\p{Letter}\p{Number}]+/gu, " ")
    .trim()} `;

/**
 * The reference that a printed entry is: by an arXiv id or a DOI in it, else the one with the
 * longest title that stands in it. Null where it is none of these.
 */
export function matching({ text, links }: Printed, references: readonly Row[]): Row | null {
  const ids = [...links.map((link) => arxivIdInUrl(link, ["abs", "pdf"])?.paper), arxivIdIn(text)];
  const addresses = decoded([text, ...links].join(" ")).toLowerCase();
  const named = references.find(
    ({ id, arxiv_id }) =>
      (arxiv_id ?? id) === ids.find((known) => known !== undefined && known !== null) ||
      (id.startsWith("doi:") && addresses.includes(id.slice(4).toLowerCase())),
  );
  if (named) return named;
  const printed = plain(text);
  let best: Row | null = null;
  let longest = SHORTEST_TITLE;
  for (const row of references) {
    const title = plain(row.title ?? "");
    if (title.length <= longest || !printed.includes(title)) continue;
    [best, longest] = [row, title.length];
  }
  return best;
}

const arxivIdIn = (text: string): string | null =>
  /arxiv[:.\s]+(?:abs\/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})/i.exec(text)?.[1] ?? null;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % sign
  }
}
