import { counted } from "../platform/language";
import { h } from "./dom";
import { type Node, ROLES } from "./network";
import { texts } from "./tex";
import { authorsInShort, clip, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

/** Passing over a node is no wish to read its summary, in ms. */
const DWELL_MS = 250;

/** What hovering says of a node; `summaryOf` is asked once the reader stays. */
export function hoverCard(stage: HTMLElement, summaryOf: (id: string) => Promise<string | null>) {
  const element = h("div", { class: "card", role: "tooltip", hidden: true });
  let timer = 0;
  let shown: Node | null = null;

  function show(node: Node, at: DOMRect): void {
    if (node === shown) return place(at);
    shown = node;
    const { title, authors, year, citation_count, role } = node.paper;
    const facts = [
      year ?? YEAR_UNKNOWN,
      citation_count !== null && counted("citation_count", citation_count),
      ROLES[role],
    ];
    element.replaceChildren(
      h("strong", { class: "text" }, ...texts(title ? clip(title, 300) : TITLE_UNKNOWN)),
      h("span", {}, h("bdi", {}, authorsInShort(authors))),
      h("span", { class: `role ${role}` }, facts.filter(Boolean).join(" · ")),
    );
    element.hidden = false;
    place(at);
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const summary = await summaryOf(node.id);
      if (!summary || shown !== node) return;
      element.append(h("p", { class: "text" }, ...texts(clip(summary, 400))));
      place(at);
    }, DWELL_MS);
  }

  function place(at: DOMRect): void {
    const frame = stage.getBoundingClientRect();
    const right = frame.width - element.offsetWidth - 8;
    const above = at.top - frame.top - element.offsetHeight - 8;
    const below = at.bottom - frame.top + 8;
    const fits = below + element.offsetHeight < frame.height;
    element.style.left = `${Math.max(8, Math.min(at.left - frame.left - 20, right))}px`;
    element.style.top = `${fits ? below : Math.max(8, above)}px`;
  }

  return {
    element,
    show,
    hide(): void {
      clearTimeout(timer);
      shown = null;
      element.hidden = true;
    },
  };
}
