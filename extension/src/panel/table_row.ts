import type { Row } from "../api/types";
import { counted, type Key, t } from "../platform/language";
import { authorNames } from "./authors";
import { button, h } from "./dom";
import { bibtex } from "./formats";
import { detailsUrl, outLink, safeUrl } from "./links";
import { own } from "./own";
import type { Context } from "./part";
import { texts } from "./tex";
import { clip, number, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

const SENTENCES = 20;
const COPIED_MS = 2_000;

/** One paper as a row of the table; what no source says is said to be missing. */
export function tableRow(row: Row, { place, server, selection }: Context): HTMLElement {
  const title = row.title ? clip(row.title, 500) : TITLE_UNKNOWN;
  const details = detailsUrl(row.id, place, server);
  const tick = h("input", { type: "checkbox", "aria-label": t("choose_named", title) });
  tick.checked = selection.chosen.has(row.id);
  tick.addEventListener("change", () => selection.choose(row.id, tick.checked));
  return h(
    "tr",
    { "data-id": row.id },
    h("td", { class: "tick" }, tick),
    h(
      "td",
      { class: "title" },
      h("a", { class: row.title ? "text" : "missing", href: details }, ...texts(title)),
      row.venue && h("span", { class: "venue text" }, clip(row.venue, 200)),
    ),
    h("td", { class: "authors" }, authorNames(row.authors, row.more_authors)),
    h("td", { class: "marks" }, ...marks(row)),
    h("td", { class: "year" }, row.year === null ? missing(YEAR_UNKNOWN) : String(row.year)),
    h(
      "td",
      { class: "citations", "data-label": t("column_citations") },
      row.citation_count === null ? missing(t("unknown")) : number(row.citation_count),
    ),
    // Where no source has a page of it, there is still our own.
    h(
      "td",
      { class: "view" },
      outLink(safeUrl(row.url) ?? details, t("view_paper"), t("view_paper_named", title)),
      copyButton(row, title),
    ),
  );
}

const missing = (words: string) => h("span", { class: "missing" }, words);

const INTENTS: Record<string, Key> = {
  background: "intent_background",
  methodology: "intent_methodology",
  result: "intent_result",
};

/** Whether it is influential, why it cites, and the sentences in which it does. */
function marks({ influential, intents, contexts }: Row): HTMLElement[] {
  const why = (intents ?? []).map((intent) => {
    const known = own(INTENTS, intent);
    return h("span", { class: "mark" }, known ? t(known) : clip(intent, 40));
  });
  const sentences = (contexts ?? []).slice(0, SENTENCES);
  return [
    ...(influential
      ? [h("span", { class: "mark strong", title: t("influential_why") }, t("influential"))]
      : []),
    ...why,
    ...(sentences.length
      ? [
          h(
            "details",
            { class: "sentences" },
            h("summary", {}, counted("sentences", contexts?.length ?? 0)),
            ...sentences.map((text) =>
              h("blockquote", { class: "text" }, ...texts(clip(text, 600))),
            ),
          ),
        ]
      : []),
  ];
}

function copyButton(row: Row, title: string): HTMLElement {
  const copy = button(
    "BibTeX",
    { class: "plain", "data-action": "copy-bibtex", "aria-label": t("copy_bibtex", title) },
    async () => {
      const copied = await navigator.clipboard.writeText(bibtex([row])).then(
        () => true,
        () => false, // the page or the reader forbids it
      );
      copy.textContent = copied ? t("copied") : t("copy_failed");
      setTimeout(() => {
        copy.textContent = "BibTeX";
      }, COPIED_MS);
    },
  );
  return copy;
}
