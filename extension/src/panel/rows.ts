import type { Row } from "../api/types";
import { familyName } from "./words";

/** A row of the table with what sorting and filtering look at, made once. */
export interface Entry {
  row: Row;
  title: string;
  author: string;
  haystack: string;
}

export type Column = "title" | "authors" | "marks" | "year" | "citations";

export interface Order {
  column: Column;
  descending: boolean;
}

/** Lower case without accents, so that "erdos" finds "Erdős". */
export const fold = (text: string) =>
  // Most text has no accents, and to look is cheaper than to take away.
  /^[\x00-\x7f]*$/.test(text)
    ? text.toLowerCase()
    : text
        .normalize("NFKD")
        .replace(/\p{Mark}/gu, "")
        .toLowerCase();

export function entryOf(row: Row): Entry {
  const { title, authors, year, venue } = row;
  return {
    row,
    title: fold(title ?? "").replace(/^[^\p{Letter}\p{Number}]+/u, ""),
    author: fold(familyName(authors[0] ?? "")),
    haystack: fold([title ?? "", ...authors, year ?? "", venue ?? ""].join("\n")),
  };
}

/** The entries that hold every word of the query somewhere. */
export function filtered(entries: readonly Entry[], query: string): readonly Entry[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter(({ haystack }) => words.every((word) => haystack.includes(word)));
}

const keys: Record<Column, (entry: Entry) => string | number | null> = {
  title: ({ title }) => title || null,
  authors: ({ author }) => author || null,
  marks: ({ row }) => marksOf(row) || null,
  year: ({ row }) => row.year,
  citations: ({ row }) => row.citation_count,
};

/** How much a citation stands out: influential ones first, then by the sentences that cite. */
export const marksOf = ({ influential, intents, contexts }: Row): number =>
  (influential ? 1_000 : 0) + 10 * (contexts?.length ?? 0) + (intents?.length ?? 0);

/** In order of a column; rows without a value come last either way, ties keep their order. */
export function sorted(entries: readonly Entry[], { column, descending }: Order): Entry[] {
  const keyed = entries.map((entry) => ({ entry, key: keys[column](entry) }));
  const sign = descending ? -1 : 1;
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return a < b ? -sign : sign;
  });
  return keyed.map(({ entry }) => entry);
}
