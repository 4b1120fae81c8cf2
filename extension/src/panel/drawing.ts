import { h } from "./dom";
import { labelsThatFit, type Link, type Network, type Node } from "./network";
import { FONT, paint, type Scene } from "./paint";
import { type Palette, paletteAt } from "./palette";
import type { Selection } from "./selection";
import { type Viewport, viewportOf } from "./viewport";

/** A press that moves less than this is a click, in pixels. */
const CLICK = 4;
/** How long papers take to their places, in ms. */
const TRAVEL_MS = 350;
/** A finger is less sure than a mouse, in pixels. */
const REACH = { mouse: 3, pen: 6, touch: 14 } as Record<string, number>;

export interface Events {
  /** The reader points at a node, or at none; `at` is where it is on the canvas. */
  point(node: Node | null, at: DOMRect | null): void;
  open(node: Node, aside: boolean): void;
}

export interface Drawing {
  readonly canvas: HTMLCanvasElement;
  readonly viewport: Viewport;
  /** Nodes and links that are to be seen; those that the filters leave. */
  readonly shown: Network;
  /** The nodes that the reader moved: they stay where they were put. */
  readonly moved: ReadonlySet<string>;
  /** Draws another network, as far as `isShown`. */
  draw(network: Network, isShown: (node: Node) => boolean): void;
  /** Moves the nodes to these places, x and y of each; at once where the reader saw none before. */
  travel(places: readonly number[], atOnce: boolean): void;
  /** The colouring, or which papers stand back, has changed. */
  dress(fill: (colours: Palette) => Scene["fill"], matching: ReadonlySet<string> | null): void;
  /** Where a node is on the canvas now. */
  boxOf(node: Node): DOMRect;
  scene(): Scene;
}

export function drawingOf(stage: HTMLElement, selection: Selection, events: Events): Drawing {
  const canvas = h("canvas", { class: "canvas blank", "aria-hidden": "true" });
  const context = canvas.getContext("2d", { alpha: false });
  let network: Network = { nodes: [], links: [] };
  let shown: Network = network;
  let colours: Palette | null = null;
  let fillOf: (colours: Palette) => Scene["fill"] = () => () => "";
  let fill: Scene["fill"] = () => "";
  let matching: ReadonlySet<string> | null = null;
  let named: ReadonlySet<string> = new Set();
  let namedAt = 0; // the scale for which the names were chosen
  const moved = new Set<string>();
  const near = new Map<string, Set<string>>();

  const viewport = viewportOf(
    stage,
    canvas,
    () => shown.nodes,
    () => soon(),
    (event) => nodeAt(event as MouseEvent) !== null,
  );

  // --- painting

  let frame = 0;
  const soon = () => {
    frame ||= requestAnimationFrame(now);
  };

  /** What is first seen are the papers and links alone; their names cost as much again. */
  function now(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!context || width === 0) return;
    const ratio = devicePixelRatio || 1;
    const size = [Math.round(width * ratio), Math.round(height * ratio)] as const;
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    if (!colours) {
      colours = paletteAt(stage);
      fill = fillOf(colours);
    }
    const { transform } = viewport;
    if (canvas.classList.contains("blank")) soon();
    else if (Math.abs(transform.k / namedAt - 1) > 0.08) name();
    paint(context, scene(), transform, { width, height, ratio });
    canvas.classList.remove("blank");
  }

  /** Chooses the names that have room at this scale. */
  function name(): void {
    namedAt = viewport.transform.k;
    const first = new Set([...selection.chosen, ...(matching ?? [])]);
    if (context) context.font = FONT;
    const width = (label: string) => context?.measureText(label).width ?? label.length * 6.6;
    named = labelsThatFit(shown.nodes, namedAt, width, first);
  }

  function scene(): Scene {
    const pointed = shown.nodes.some(({ id }) => id === selection.id) ? selection.id : null;
    return {
      ...shown,
      colours: colours ?? (() => "#777"),
      fill,
      faded: faded(pointed),
      pointed,
      chosen: selection.chosen,
      named: pointed && !named.has(pointed) ? new Set([...named, pointed]) : named,
    };
  }

  /** What stands back: all but the neighbours of what is pointed at, or but what is searched for. */
  function faded(pointed: string | null): ReadonlySet<string> | null {
    const front = pointed ? near.get(pointed) : matching;
    if (!front) return null;
    return new Set(shown.nodes.flatMap(({ id }) => (front.has(id) ? [] : [id])));
  }

  const again = () => {
    colours = null;
    soon();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new ResizeObserver(() => {
    viewport.keepFitted();
    soon();
  }).observe(stage);
  selection.onChange(soon);

  // --- pointing, pressing, dragging

  function nodeAt(event: MouseEvent, reach = 3): Node | null {
    const box = canvas.getBoundingClientRect();
    const { x, y, k } = viewport.transform;
    const at = [(event.clientX - box.left - x) / k, (event.clientY - box.top - y) / k] as const;
    let best: Node | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const node of shown.nodes) {
      const distance = Math.hypot(node.x - at[0], node.y - at[1]) - node.radius;
      if (distance > reach / k || distance >= least) continue;
      [best, least] = [node, distance];
    }
    return best;
  }

  function boxOf(node: Node): DOMRect {
    const box = canvas.getBoundingClientRect();
    const { x, y, k } = viewport.transform;
    const r = node.radius * k;
    return new DOMRect(box.left + x + k * node.x - r, box.top + y + k * node.y - r, 2 * r, 2 * r);
  }

  const point = (node: Node | null) => {
    canvas.classList.toggle("on-node", node !== null);
    events.point(node, node && boxOf(node));
  };

  let held: { node: Node; from: [number, number]; dragged: boolean; touch: boolean } | null = null;
  let touched: Node | null = null;

  canvas.addEventListener("pointerdown", (event) => {
    const node = event.button === 0 ? nodeAt(event, REACH[event.pointerType]) : null;
    if (!node) {
      touched = null;
      if (event.pointerType === "touch") point(null);
      return;
    }
    held = {
      node,
      from: [event.clientX, event.clientY],
      dragged: false,
      touch: event.pointerType === "touch",
    };
    if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) {
      if (event.pointerType !== "touch" && event.buttons === 0) point(nodeAt(event));
      return;
    }
    const way = [event.clientX - held.from[0], event.clientY - held.from[1]] as const;
    if (!held.dragged && Math.hypot(...way) < CLICK) return;
    if (!held.dragged) {
      held.dragged = true;
      point(null);
      viewport.letGo();
      moved.add(held.node.id);
    }
    const { k } = viewport.transform;
    held.node.x += way[0] / k;
    held.node.y += way[1] / k;
    held.from = [event.clientX, event.clientY];
    soon();
  });
  canvas.addEventListener("pointerup", (event) => {
    const press = held;
    held = null;
    if (!press || press.dragged) {
      if (press) name();
      return soon();
    }
    if (event.shiftKey) return selection.choose(press.node.id);
    // A finger cannot hover: the first touch says what it is, the second opens it.
    if (press.touch && touched !== press.node) {
      touched = press.node;
      return point(press.node);
    }
    events.open(press.node, event.ctrlKey || event.metaKey);
  });
  canvas.addEventListener("pointercancel", () => {
    held = null;
  });
  canvas.addEventListener("auxclick", (event) => {
    const node = event.button === 1 ? nodeAt(event) : null;
    if (node) events.open(node, true);
  });
  canvas.addEventListener("pointerleave", () => {
    if (!held) point(null);
  });
  // A finger on a node drags it, anywhere else it scrolls the page.
  canvas.addEventListener(
    "touchstart",
    (event) => {
      const [finger] = event.touches;
      if (event.touches.length === 1 && finger && nodeAt(finger as unknown as MouseEvent, 14)) {
        event.preventDefault();
      }
    },
    { passive: false },
  );

  return {
    canvas,
    viewport,
    moved,
    scene,
    boxOf,
    get shown() {
      return shown;
    },
    draw(next, isShown) {
      network = next;
      const kept = new Set(network.nodes.filter(isShown));
      shown = {
        nodes: network.nodes.filter((node) => kept.has(node)),
        links: network.links.filter(({ source, target }) => kept.has(source) && kept.has(target)),
      };
      near.clear();
      const beside = (id: string) => near.get(id) ?? new Set([id]);
      for (const { source, target } of shown.links as readonly Link[]) {
        near.set(source.id, beside(source.id).add(target.id));
        near.set(target.id, beside(target.id).add(source.id));
      }
      namedAt = 0;
      viewport.keepFitted();
      soon();
    },
    travel(places, atOnce) {
      const began = performance.now();
      const from = network.nodes.map(({ x, y }) => [x, y] as const);
      const travelling = network.nodes;
      const calm = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
      const step = () => {
        if (travelling !== network.nodes) return;
        const passed = calm ? 1 : Math.min(1, (performance.now() - began) / TRAVEL_MS);
        const share = 1 - (1 - passed) ** 3;
        travelling.forEach((node, at) => {
          if (moved.has(node.id)) return;
          const [x = 0, y = 0] = from[at] ?? [];
          node.x = x + share * ((places[2 * at] ?? x) - x);
          node.y = y + share * ((places[2 * at + 1] ?? y) - y);
        });
        viewport.keepFitted();
        if (passed < 1) requestAnimationFrame(step);
        else namedAt = 0;
        soon();
      };
      step();
    },
    dress(next, found) {
      fillOf = next;
      matching = found;
      namedAt = 0;
      again();
      if (canvas.classList.contains("blank") && shown.nodes.length > 0) now(); // a frame earlier
    },
  };
}
