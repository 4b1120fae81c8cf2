/** How things are said: numbers, dates, names, absences. */
import { counted, language, t } from "../platform/language";
import { own } from "./own";

export const TITLE_UNKNOWN = t("title_unknown");
export const AUTHORS_UNKNOWN = t("authors_unknown");
export const YEAR_UNKNOWN = t("year_unknown");

const LONGEST = 5_000;

/** No text of a source is longer than a screen or two. */
export const clip = (text: string, longest = LONGEST) =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;

export const number = (value: number) => value.toLocaleString(language);

/** British order of day and month, where the messages are English. */
const places = language === "en" ? "en-GB" : language;
/** "a", "a and b", "a, b and c"; to make an Intl.ListFormat takes a frame by itself. */
export const listed = (words: readonly string[]): string =>
  words.length < 2
    ? (words[0] ?? "")
    : t("list_last", words.slice(0, -1).join(", "), words.at(-1) ?? "");

/** "Kapoor, Bommasani and 23 others": the first `shown` names. */
export function authorsInShort(authors: readonly string[], shown = 3): string {
  if (authors.length === 0) return AUTHORS_UNKNOWN;
  const names = authors.slice(0, shown).map((name) => clip(name, 200));
  const rest = authors.length - names.length;
  return rest > 0 ? counted("and_others", rest, names.join(", ")) : listed(names);
}

/** The family name, as far as a "Forenames Keyname Suffix" line tells it. */
export function familyName(name: string): string {
  const words = name.trim().split(/\s+/);
  const last = words.at(-1) ?? "";
  return words.length > 1 && /^(jr|sr|[ivx]+)\.?$/i.test(last) ? (words.at(-2) ?? last) : last;
}

/** "17 November 2023"; the text as it came where it is no date. */
export function day(date: string): string {
  const parsed = new Date(/^\d{4}-\d\d-\d\d/.test(date) ? date : Number.NaN);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleDateString(places, {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

const DAY_MS = 86_400_000;

/** "today", "yesterday", "3 days ago", then the date. Days are the reader's own. */
export function ago(moment: string, now: Date = new Date()): string {
  const then = new Date(moment);
  if (Number.isNaN(then.getTime())) return moment;
  const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(now) - midnight(then)) / DAY_MS);
  if (days <= 0) return t("today");
  if (days === 1) return t("yesterday");
  return days <= 30 ? t("days_ago", days) : t("on_day", day(moment));
}

/** "12:05" in the reader's time zone, with seconds when it is less than a minute away. */
export function clock(moment: string, now: Date = new Date()): string {
  const then = new Date(moment);
  const soon = then.getTime() - now.getTime() < 60_000;
  return then.toLocaleTimeString(places, soon ? {} : { hour: "2-digit", minute: "2-digit" });
}

const SOURCES: Record<string, string> = {
  arxiv: "arXiv",
  semantic_scholar: "Semantic Scholar",
  openalex: "OpenAlex",
  crossref: "Crossref",
  arxiv_snapshot: "arXiv's metadata snapshot",
  arxiv_list: "arXiv's lists",
  citation_table: "Another page",
  file: "A loaded file",
  opencitations: "OpenCitations",
  inspire: "INSPIRE",
  language_model: t("source_language_model"),
  html: t("source_html"),
  sample: t("source_sample"),
};

const FETCHED: Record<string, string> = {
  metadata: t("fetched_metadata"),
  citations: t("fetched_citations"),
  references: t("fetched_references"),
  similar: t("fetched_similar"),
  summary: t("fetched_summary"),
};

/** What a source is asked for, as readers call it. */
export const partName = (part: string) => own(FETCHED, part) ?? part;

/** The name by which readers know a source. */
export const sourceName = (name: string) => own(SOURCES, name) ?? name.replaceAll("_", " ");
