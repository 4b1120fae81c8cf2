import { type ArxivId, arxivIdInUrl, parseArxivId } from "./arxiv_id";
import { isBehind } from "./parsing";

/** What we look for on https://arxiv.org/abs/2311.09227 . */
const selectors = {
  id: 'meta[name="citation_arxiv_id"]',
  /** Title, authors, abstract and the table of metadata. */
  article: "#content-inner",
};

/** The paper that this page shows; null on pages that show none, such as errors. */
export function paperOfPage(page: Document, url: string = page.URL): ArxivId | null {
  if (!page.querySelector(selectors.article)) return null;
  const meta = page.querySelector<HTMLMetaElement>(selectors.id)?.content ?? "";
  return arxivIdInUrl(url) ?? parseArxivId(meta);
}

/** Puts `element` below the metadata, above the submission history: as wide as the abstract. */
export function place(element: HTMLElement, page: Document): void {
  page.querySelector(selectors.article)?.after(element);
}

/**
 * Calls `then` as soon as the parser has come past the paper, which is before what follows is
 * painted: what is placed there moves nothing that the reader has seen, and is moved by nothing
 * that is still to come of the paper. Never calls it on other pages.
 */
export function whenPaperComes(page: Document, then: () => void): void {
  const look = () => isBehind(page.querySelector(selectors.article));
  if (look()) return then();
  const parsing = new MutationObserver(() => {
    if (!look()) return;
    parsing.disconnect();
    then();
  });
  parsing.observe(page, { childList: true, subtree: true });
  page.addEventListener("DOMContentLoaded", () => parsing.disconnect());
}
