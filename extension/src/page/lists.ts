import { arxivIdInUrl } from "./arxiv_id";
import { isBehind } from "./parsing";

/** What we look for on arXiv's lists of papers. */
const selectors = {
  /** https://arxiv.org/list/math/recent, /catchup/…, /a/…: `dt` holds the id, `dd` what it is. */
  listed: "dl > dt",
  /** https://arxiv.org/search/?query=… */
  found: "li.arxiv-result",
  id: 'a[href*="/abs/"]',
  /** Where in a `dd` the text of an entry is. */
  text: "div.meta",
  /** What stands around the entries. */
  list: "dl, ol",
};

export interface Entry {
  paper: string;
  /** The element that our line goes into, last. */
  place: Element;
}

/** The entry that begins with `element`; null where it is none, or not come in whole yet. */
function entryOf(element: Element): Entry | null {
  const link = element.querySelector<HTMLAnchorElement>(selectors.id);
  const paper = link && arxivIdInUrl(link.href)?.paper;
  if (!paper) return null;
  if (element.localName === "li") return { paper, place: element };
  const text = element.nextElementSibling;
  if (text?.localName !== "dd") return null;
  return { paper, place: text.querySelector(selectors.text) ?? text };
}

/**
 * Calls `found` with every entry of the page, each once, as the parser comes to it: what is placed
 * there is there before the page is painted, and moves nothing that the reader has seen.
 */
export function whenEntriesCome(page: Document, found: (entry: Entry) => void): void {
  const known = new WeakSet<Element>();
  const look = (whole: boolean) => {
    const elements = page.querySelectorAll(`${selectors.listed}, ${selectors.found}`);
    for (const element of elements) {
      if (known.has(element)) continue;
      const parsed =
        whole || isBehind(element.localName === "li" ? element : element.nextElementSibling);
      const entry = parsed ? entryOf(element) : null;
      if (!entry) continue;
      known.add(element);
      found(entry);
    }
  };
  const parsing = new MutationObserver(() => look(false));
  parsing.observe(page, { childList: true, subtree: true });
  const ended = () => {
    parsing.disconnect();
    look(true);
  };
  look(page.readyState !== "loading");
  if (page.readyState === "loading") page.addEventListener("DOMContentLoaded", ended);
  else ended();
}

/** Puts `element` above the list that holds an entry. */
export function placeAbove(element: HTMLElement, entry: Entry): void {
  entry.place.closest(selectors.list)?.before(element);
}
