import { t } from "../platform/language";
import { h } from "./dom";
import { whileIdle } from "./idle";
import { nearest, type Network, type Node, ROLES } from "./network";
import { authorsInShort, clip, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

export interface ListEvents {
  href(id: string): string;
  point(node: Node | null): void;
  choose(node: Node): void;
  expand(node: Node): void;
}

const WAYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The network in words, one link a paper: what a canvas cannot say to a screen reader, and what a
 * keyboard stands on. It is one stop of the Tab key; arrows go to the nearest paper that way.
 */
export function graphList(events: ListEvents) {
  const element = h("ul", { class: "unseen", "aria-label": t("graph_list") });
  let network: Network = { nodes: [], links: [] };
  let links = new Map<string, HTMLAnchorElement>();

  function show(next: Network): void {
    network = next;
    links = new Map();
    element.replaceChildren();
    // Five hundred links take longer than to draw the five hundred papers that all see at once.
    whileIdle(() => {
      const node = network === next ? next.nodes[links.size] : undefined;
      if (!node) return false;
      const made = link(node, links.size === 0);
      links.set(node.id, made);
      element.append(h("li", {}, made));
      return true;
    });
  }

  function link({ id, label, paper }: Node, isFirst: boolean): HTMLAnchorElement {
    const title = paper.title ? clip(paper.title, 500) : TITLE_UNKNOWN;
    const said = `${label}: ${title}, ${authorsInShort(paper.authors)}, ${paper.year ?? YEAR_UNKNOWN}`;
    return h(
      "a",
      {
        href: events.href(id),
        class: `node ${paper.role}`,
        "data-id": id,
        "data-role": paper.role,
        tabindex: isFirst ? 0 : -1,
      },
      `${said}; ${ROLES[paper.role]}`,
    );
  }

  const nodeOf = (event: Event): Node | null => {
    const id = (event.target as Element).closest<HTMLElement>("a.node")?.dataset.id;
    return network.nodes.find((node) => node.id === id) ?? null;
  };
  element.addEventListener("focusin", (event) => events.point(nodeOf(event)));
  element.addEventListener("focusout", () => events.point(null));
  element.addEventListener("keydown", (event) => {
    const from = nodeOf(event);
    if (!from) return;
    const way = WAYS[event.key];
    const next = way && nearest(network.nodes, from, way);
    if (next) {
      for (const [id, each] of links) each.tabIndex = id === next.id ? 0 : -1;
      links.get(next.id)?.focus({ preventScroll: true });
    } else if (event.key === " ") events.choose(from);
    else if (event.key === "e") events.expand(from);
    else if (!way) return;
    event.preventDefault();
    event.stopPropagation();
  });

  return { element, show };
}
