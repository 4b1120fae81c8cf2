import { arxivIdInUrl, type ArxivId } from "./arxiv_id";

/** What we look for on https://arxiv.org/html/2311.09227v2 and on ar5iv, both made by LaTeXML. */
const selectors = {
  article: "article.ltx_document, .ltx_page_content",
  mark: 'a.ltx_ref[href*="#bib"]',
  block: ".ltx_bibblock",
};

/** The paper whose text the page is; null on pages of arXiv's that say there is none. */
export function paperOfText(page: Document): ArxivId | null {
  return page.querySelector(selectors.article) ? arxivIdInUrl(page.URL, ["html", "abs"]) : null;
}

/** The citation mark under an event, such as "[12]". */
export function markAt(target: EventTarget | null): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest<HTMLAnchorElement>(selectors.mark) : null;
}

export interface Printed {
  /** The entry of the bibliography as it is printed, its number left out. */
  text: string;
  /** Where its own links go. */
  links: string[];
}

/** The bibliography's entry that a mark points to. */
export function printedReference(mark: HTMLAnchorElement): Printed | null {
  const item = mark.ownerDocument.getElementById(decodeURIComponent(mark.hash.slice(1)));
  if (!item) return null;
  const blocks = [...item.querySelectorAll(selectors.block)];
  const pieces = (blocks.length ? blocks : [item]).map(({ textContent }) => textContent ?? "");
  const links = [...item.querySelectorAll<HTMLAnchorElement>("a[href]")].map(({ href }) => href);
  return { text: pieces.join(" ").replace(/\s+/g, " ").trim(), links };
}
