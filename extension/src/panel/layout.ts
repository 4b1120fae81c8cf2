import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import type { Network, Node } from "./network";

/** How long one frame may go on with the layout, in ms. */
const BUDGET_MS = 20;
/** A big drawing takes longer to paint than to lay out: it is shown this often, in ms. */
const BETWEEN_PAINTS_MS = 150;
const BIG = 150;

export interface Layout {
  /** Goes on until it is at rest; calls `draw` once a frame. */
  start(draw: () => void, atRest: () => void): void;
  /** Holds a node where the reader drags it; there it stays. */
  hold(node: Node, x: number, y: number): void;
  release(): void;
  stop(): void;
}

/**
 * Places the papers: this one in the middle, cited ones to its left and citing ones to its right
 * where there are both.
 *
 * `aspect` is the width of the stage over its height; `warm` says that most nodes have places
 * already, which they then keep as far as they can. d3-force is deterministic: the same network always comes out the same. It runs in slices on
 * animation frames, so that the page never stands still for it.
 */
export function layoutOf({ nodes, links }: Network, aspect: number, warm = false): Layout {
  const crowd = Math.sqrt(nodes.length);
  const wide = Math.min(2.5, Math.max(1, aspect));
  const roles = new Set(nodes.map(({ paper }) => paper.role));
  const side = roles.has("citation") && roles.has("reference") ? 11 * crowd * wide : 0;
  const [center] = nodes;
  if (center) [center.fx, center.fy] = [0, 0];
  const lean = ({ paper }: Node) =>
    paper.role === "citation" ? side : paper.role === "reference" ? -side : 0;
  for (const [at, node] of nodes.entries()) {
    // A sunflower on the node's own side; d3's own start would have all of them around the middle.
    const [radius, angle] = [9 * Math.sqrt(at), at * 2.399963];
    node.x ??= lean(node) + radius * Math.cos(angle);
    node.y ??= radius * Math.sin(angle);
  }

  const simulation = forceSimulation(nodes)
    .force("charge", forceManyBody<Node>().strength(-90).distanceMax(260).theta(1))
    .force(
      "links",
      forceLink(links.map((link) => ({ ...link })))
        .distance(({ kind }) => ((kind as string) === "other" ? 50 : 70 + 4 * crowd))
        .strength(({ kind }) => ((kind as string) === "other" ? 0.06 : 0.12)),
    )
    .force("collide", forceCollide<Node>(({ radius }) => radius + 3).iterations(1))
    .force("x", forceX<Node>(lean).strength(0.09))
    .force("y", forceY<Node>(0).strength(0.07 * wide))
    .alphaDecay(0.045)
    .alpha(warm ? 0.4 : 1)
    .stop();

  let frame = 0;
  let painted = 0;
  let held = false;
  let after: { draw: () => void; atRest: () => void } | null = null;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** Small ones move as one watches; of big ones a few stages are seen, of calm ones the end. */
  function isTimeToDraw(now: number): boolean {
    if (held) return true;
    if (calm) return false;
    return nodes.length < BIG || now - painted > BETWEEN_PAINTS_MS;
  }

  function step(): void {
    const began = performance.now();
    // A dragged or small drawing follows the clock; else as many steps as fit the frame.
    if (held || nodes.length < BIG) simulation.tick(held ? 1 : 2);
    else {
      do simulation.tick();
      while (simulation.alpha() > simulation.alphaMin() && performance.now() < began + BUDGET_MS);
    }
    const atRest = simulation.alpha() <= simulation.alphaMin();
    if (atRest || isTimeToDraw(began)) {
      painted = began;
      after?.draw();
    }
    frame = atRest ? 0 : requestAnimationFrame(step);
    if (atRest) after?.atRest();
  }
  const go = () => {
    frame ||= requestAnimationFrame(step);
  };

  return {
    start(draw, atRest) {
      after = { draw, atRest };
      go();
    },
    hold(node, x, y) {
      held = true;
      [node.fx, node.fy] = [x, y];
      simulation.alpha(Math.max(simulation.alpha(), 0.25)).alphaTarget(0.25);
      go();
    },
    release() {
      held = false;
      simulation.alphaTarget(0);
      go();
    },
    stop: () => cancelAnimationFrame(frame),
  };
}
