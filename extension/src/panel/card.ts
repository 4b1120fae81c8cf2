import { h } from "./dom";
import { type Node, ROLES } from "./network";
import { authorsInShort, clip, counted, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

/** What hovering says of a node; `show` puts it beside the node's element, within `stage`. */
export function hoverCard(stage: HTMLElement) {
  const element = h("div", { class: "card", role: "tooltip", hidden: true });

  function show({ paper }: Node, at: Element): void {
    const { title, authors, year, citation_count, role } = paper;
    const facts = [
      year ?? YEAR_UNKNOWN,
      citation_count !== null && counted(citation_count, "citation"),
      ROLES[role],
    ];
    element.replaceChildren(
      h("strong", { class: "text" }, title ? clip(title, 300) : TITLE_UNKNOWN),
      h("span", {}, h("bdi", {}, authorsInShort(authors))),
      h("span", { class: `role ${role}` }, facts.filter(Boolean).join(" · ")),
    );
    element.hidden = false;

    const [box, frame] = [at.getBoundingClientRect(), stage.getBoundingClientRect()];
    const right = frame.width - element.offsetWidth - 8;
    const [above, below] = [
      box.top - frame.top - element.offsetHeight - 8,
      box.bottom - frame.top + 8,
    ];
    const fits = below + element.offsetHeight < frame.height;
    element.style.left = `${Math.max(8, Math.min(box.left - frame.left - 20, right))}px`;
    element.style.top = `${fits ? below : Math.max(8, above)}px`;
  }

  return {
    element,
    show,
    hide: () => {
      element.hidden = true;
    },
  };
}
