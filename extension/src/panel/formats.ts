/** A list of papers as text for other programs. */
import type { Row } from "../api/types";
import { parseArxivId } from "../page/arxiv_id";
import { safeUrl } from "./links";
import { fold } from "./rows";
import { familyName } from "./words";

export interface Format {
  name: string;
  extension: string;
  type: string;
  write(rows: readonly Row[]): string;
}

export const formats: readonly Format[] = [
  { name: "BibTeX", extension: "bib", type: "application/x-bibtex", write: bibtex },
  { name: "RIS", extension: "ris", type: "application/x-research-info-systems", write: ris },
  { name: "CSV", extension: "csv", type: "text/csv", write: csv },
  { name: "JSON", extension: "json", type: "application/json", write: json },
];

const line = (text: string) => text.replace(/\s+/g, " ").trim();
const arxivOf = (row: Row) => row.arxiv_id ?? (parseArxivId(row.id) ? row.id : null);
const doiOf = (row: Row) => (row.id.startsWith("doi:") ? row.id.slice(4) : null);

export function bibtex(rows: readonly Row[]): string {
  const taken = new Set<string>();
  return rows.map((row) => entry(row, unique(citeKey(row), taken))).join("\n");
}

function entry(row: Row, key: string): string {
  const arxiv = arxivOf(row);
  const fields: [string, string | null][] = [
    ["title", row.title && `{${tex(row.title)}}`],
    ["author", row.authors.length ? row.authors.map(texName).join(" and ") : null],
    ["year", row.year === null ? null : String(row.year)],
    ["journal", row.venue && tex(row.venue)],
    ["eprint", arxiv],
    ["archiveprefix", arxiv && "arXiv"],
    ["doi", doiOf(row)?.replace(/[{}\\]/g, "") ?? null],
    ["url", safeUrl(row.url)?.replace(/[{}\\]/g, encodeURIComponent) ?? null],
  ];
  const written = fields
    .filter(([, value]) => value)
    .map(([name, value]) => `  ${name} = {${value}}`);
  return `@${row.venue ? "article" : "misc"}{${[key, ...written].join(",\n")}\n}\n`;
}

/** "kapoor2024societal": family name, year, first long word of the title, in ASCII. */
function citeKey(row: Row): string {
  const ascii = (text: string) => fold(text).replace(/[^a-z0-9]/g, "");
  const word =
    fold(row.title ?? "")
      .split(/[^a-z0-9]+/)
      .find((part) => part.length > 3) ?? "";
  return `${ascii(familyName(row.authors[0] ?? ""))}${row.year ?? ""}${word}` || "paper";
}

function unique(key: string, taken: Set<string>): string {
  let free = key;
  for (let n = 2; taken.has(free); n++) free = `${key}-${n}`;
  taken.add(free);
  return free;
}

/** Escapes for TeX, but for mathematics (`$…$`), which titles of arXiv hold as TeX already. */
function tex(text: string): string {
  const pieces = line(text).split(/(\$[^$]*\$)/);
  return pieces.map((piece, at) => (at % 2 && isBalanced(piece) ? piece : texText(piece))).join("");
}

function texText(text: string): string {
  const words: Record<string, string> = {
    "\\": "\\textbackslash ",
    "~": "\\textasciitilde ",
    "^": "\\textasciicircum ",
  };
  return text.replace(/[\\~^]|[&%$#_{}]/g, (sign) => words[sign] ?? `\\${sign}`);
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const sign of text.replace(/\\[{}]/g, "")) {
    if (sign === "{") depth++;
    if (sign === "}" && --depth < 0) return false;
  }
  return depth === 0;
}

/** A name with "and" or a comma in it must not read as two. */
function texName(name: string): string {
  const escaped = tex(name);
  return /,|\band\b/i.test(escaped) ? `{${escaped}}` : escaped;
}

export function ris(rows: readonly Row[]): string {
  return rows
    .map((row) => {
      const fields: [string, string | number | null][] = [
        ["TY", row.venue ? "JOUR" : "GEN"],
        ["TI", row.title],
        ...row.authors.map((name): [string, string] => ["AU", name]),
        ["PY", row.year],
        ["JO", row.venue],
        ["AN", arxivOf(row) && `arXiv:${arxivOf(row)}`],
        ["DO", doiOf(row)],
        ["UR", safeUrl(row.url)],
      ];
      const given = fields.filter(([, value]) => value !== null && value !== "");
      return [
        ...given.map(([tag, value]) => `${tag}  - ${line(String(value))}`),
        "ER  - ",
        "",
      ].join("\r\n");
    })
    .join("\r\n");
}

const COLUMNS = ["title", "authors", "year", "venue", "citation_count", "arxiv_id", "doi", "url"];

/** RFC 4180, with a mark for the one program that would not know it for UTF-8. */
export function csv(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.title,
    row.authors.join("; "),
    row.year,
    row.venue,
    row.citation_count,
    arxivOf(row),
    doiOf(row),
    safeUrl(row.url),
  ]);
  return `\ufeff${[COLUMNS, ...lines].map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Spreadsheets run a cell that begins like a formula; an apostrophe keeps it text. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function json(rows: readonly Row[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`;
}
