import { drag } from "d3-drag";
import { select } from "d3-selection";
import { svg } from "./dom";
import { type Layout, layoutOf } from "./layout";
import { type Link, labelsThatFit, nearest, type Network, type Node, ROLES } from "./network";
import { authorsInShort, clip, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

export interface Drawing {
  readonly canvas: SVGSVGElement;
  readonly world: SVGGElement;
  readonly nodes: readonly Node[];
  /** Draws another network; papers that were there keep their places. */
  draw(network: Network): void;
  /** Names as many nodes as have room for a name at this scale. */
  label(scale: number): void;
  /** Brings one paper and its neighbours to the fore; null brings all back. */
  highlight(id: string | null): void;
  elementOf(node: Node): SVGAElement | undefined;
}

export interface Events {
  href(id: string): string;
  /** The reader points at a node, or at none. */
  point(node: Node | null): void;
  dragged(): void;
  moved(): void;
  atRest(): void;
}

/** The network as SVG: nodes are links, so that a click, a key and a middle click all open them. */
export function drawingOf(events: Events): Drawing {
  let network: Network = { nodes: [], links: [] };
  let layout: Layout | null = null;
  let elements = new Map<string, SVGAElement>();
  let lines: { link: Link; line: SVGLineElement }[] = [];

  const edges = svg("g", { class: "edges" });
  const dots = svg("g", { class: "dots" });
  const world = svg("g", {}, edges, dots);
  const canvas = svg(
    "svg",
    { class: "canvas", role: "group", "aria-label": "Citation and reference network" },
    world,
  );

  function draw(next: Network): void {
    layout?.stop();
    const places = new Map(network.nodes.map(({ id, x, y }) => [id, { x, y }]));
    for (const node of next.nodes) Object.assign(node, places.get(node.id));
    network = next;
    const aspect = (canvas.clientWidth || 1) / (canvas.clientHeight || 1);
    const placing = layoutOf(network, aspect, places.size > 0);
    layout = placing;

    elements = new Map(network.nodes.map((node) => [node.id, dot(node)]));
    lines = network.links.map((link) => ({ link, line: svg("line", { class: link.kind }) }));
    edges.replaceChildren(...lines.map(({ line }) => line));
    dots.replaceChildren(...[...elements.values()].reverse()); // the paper itself on top
    select(dots)
      .selectAll<SVGAElement, unknown>("a")
      .data([...network.nodes].reverse())
      .call(dragging(placing));
    placing.start(position, events.atRest);
  }

  function dot(node: Node): SVGAElement {
    const { paper, radius, label } = node;
    const title = paper.title ? clip(paper.title, 500) : TITLE_UNKNOWN;
    const said = `${label}: ${title}, ${authorsInShort(paper.authors)}, ${paper.year ?? YEAR_UNKNOWN}`;
    return svg(
      "a",
      {
        href: events.href(node.id),
        class: `node ${paper.role}`,
        "data-id": node.id,
        "data-role": paper.role,
        tabindex: paper.role === "paper" ? 0 : -1,
        "aria-label": `${said}; ${ROLES[paper.role]}`,
      },
      svg("circle", { r: radius }),
      svg("text", { y: radius, dy: "1em" }, label),
    );
  }

  function position(): void {
    const at = (value = 0) => value.toFixed(1);
    for (const { link, line } of lines) {
      line.setAttribute("x1", at(link.source.x));
      line.setAttribute("y1", at(link.source.y));
      line.setAttribute("x2", at(link.target.x));
      line.setAttribute("y2", at(link.target.y));
    }
    for (const node of network.nodes) {
      elements.get(node.id)?.setAttribute("transform", `translate(${at(node.x)} ${at(node.y)})`);
    }
    events.moved();
  }

  const dragging = (held: Layout) =>
    drag<SVGAElement, Node>()
      .container(() => world)
      .subject((_, node) => ({ x: node.x ?? 0, y: node.y ?? 0 }))
      .on("drag", ({ x, y }, node) => {
        events.dragged();
        held.hold(node, x, y);
      })
      .on("end", () => held.release());

  function highlight(id: string | null): void {
    const near = new Set<string>();
    for (const { link, line } of lines) {
      const touches = link.source.id === id || link.target.id === id;
      line.classList.toggle("lit", touches);
      if (touches) near.add(link.source.id).add(link.target.id);
    }
    world.classList.toggle("pointing", id !== null && elements.has(id));
    for (const [nodeId, element] of elements) {
      element.classList.toggle("selected", nodeId === id);
      element.classList.toggle("near", near.has(nodeId));
    }
  }

  function label(scale: number): void {
    const fitting = labelsThatFit(network.nodes, scale);
    for (const [id, element] of elements) element.classList.toggle("named", fitting.has(id));
  }

  // --- pointing, by mouse, finger and key

  const nodeAt = (event: Event): Node | null => {
    const id = (event.target as Element).closest<SVGAElement>("a.node")?.dataset.id;
    return network.nodes.find((node) => node.id === id) ?? null;
  };
  dots.addEventListener("pointerover", (event) => events.point(nodeAt(event)));
  dots.addEventListener("pointerout", () => events.point(null));
  dots.addEventListener("focusin", (event) => events.point(nodeAt(event)));
  dots.addEventListener("focusout", () => events.point(null));

  // A finger cannot hover: the first touch says what it is, the second opens it.
  let touched: Node | null = null;
  dots.addEventListener("click", (event) => {
    const node = nodeAt(event);
    if ((event as PointerEvent).pointerType !== "touch" || node === touched) return;
    event.preventDefault();
    touched = node;
    events.point(node);
  });

  // One stop for the Tab key; from there, arrows go to the nearest paper that way.
  const ways: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  canvas.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    const from = nodeAt(event);
    if (!way || !from) return;
    event.preventDefault();
    const next = nearest(network.nodes, from, way);
    if (!next) return;
    for (const [id, element] of elements) element.tabIndex = id === next.id ? 0 : -1;
    elements.get(next.id)?.focus();
  });

  return {
    canvas,
    world,
    get nodes() {
      return network.nodes;
    },
    draw,
    label,
    highlight,
    elementOf: (node) => elements.get(node.id),
  };
}
