import type { Row } from "../api/types";
import { authorNames } from "./authors";
import { h } from "./dom";
import { detailsUrl, outLink, safeUrl } from "./links";
import type { Context } from "./part";
import { clip, number, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

/** One paper as a row of the table; what no source says is said to be missing. */
export function tableRow(row: Row, { place, server }: Context): HTMLElement {
  const title = row.title ? clip(row.title, 500) : TITLE_UNKNOWN;
  const details = detailsUrl(row.id, place, server);
  return h(
    "tr",
    { "data-id": row.id },
    h(
      "td",
      { class: "title" },
      h("a", { class: row.title ? "text" : "missing", href: details }, title),
      row.influential &&
        h(
          "span",
          { class: "mark", title: "Semantic Scholar calls this citation highly influential" },
          "influential",
        ),
      row.venue && h("span", { class: "venue text" }, clip(row.venue, 200)),
    ),
    h("td", { class: "authors" }, authorNames(row.authors, row.more_authors)),
    h("td", { class: "year" }, row.year === null ? missing(YEAR_UNKNOWN) : String(row.year)),
    h(
      "td",
      { class: "citations" },
      row.citation_count === null ? missing("unknown") : number(row.citation_count),
    ),
    // Where no source has a page of it, there is still our own.
    h(
      "td",
      { class: "view" },
      outLink(safeUrl(row.url) ?? details, "View Paper", `View Paper: ${title}`),
    ),
  );
}

const missing = (words: string) => h("span", { class: "missing" }, words);
