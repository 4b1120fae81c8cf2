import type { LayoutJob } from "./forces";
import type { Network, Node } from "./network";

/** Places a graph elsewhere than on this thread. */
export type Layout = (job: LayoutJob) => Promise<number[]>;

/** The server's unit, "a node's usual distance", in pixels. */
const UNIT = 130;

/** Papers that stand already keep their places; the others begin where the server, or else a
 * sunflower on their own side, puts them. Says whether all had a place to begin with. */
export function begin({ nodes }: Network, before: readonly Node[], aspect: number): boolean {
  const stood = new Map(before.map((node) => [node.id, node]));
  const roles = new Set(nodes.map(({ paper }) => paper.role));
  const sided = roles.has("citation") && roles.has("reference");
  const side = sided ? 11 * Math.sqrt(nodes.length) * Math.min(2.5, Math.max(1, aspect)) : 0;
  // The server draws in the round; names have more room where the stage's width is used.
  const wide = Math.min(1.6, Math.max(1, aspect));
  let placed = true;
  for (const [at, node] of nodes.entries()) {
    const old = stood.get(node.id);
    const { x, y } = node.paper;
    if (at === 0) [node.x, node.y] = [0, 0];
    else if (isPlace(x) && isPlace(y)) {
      const unit = UNIT * spread(nodes);
      [node.x, node.y] = [x * unit * wide, y * unit];
    } else if (old) [node.x, node.y] = [old.x, old.y];
    else {
      placed = false;
      const [radius, angle] = [9 * Math.sqrt(at), at * 2.399963];
      const parent = node.parent && stood.get(node.parent);
      const lean = leanOf(node) * side;
      node.x = (parent ? parent.x : lean) + radius * Math.cos(angle);
      node.y = (parent ? parent.y : 0) + radius * Math.sin(angle);
    }
  }
  return placed;
}

/** No paper lies further out than this. */
const OUTERMOST = 100;

const isPlace = (value: unknown): value is number =>
  typeof value === "number" && Math.abs(value) < OUTERMOST;

/** A crowd needs more room than a few. */
const spread = (nodes: readonly Node[]) => Math.max(1, Math.sqrt(nodes.length) / 7);

const leanOf = ({ paper }: Node) =>
  paper.role === "citation" ? 1 : paper.role === "reference" ? -1 : 0;

export function jobOf(
  { nodes, links }: Network,
  aspect: number,
  placed: boolean,
  held: ReadonlySet<string>,
): LayoutJob {
  const at = new Map(nodes.map((node, index) => [node, index]));
  const sides = new Set(nodes.map(leanOf));
  return {
    radii: nodes.map(({ radius }) => radius),
    leans: nodes.map((node) => (sides.has(1) && sides.has(-1) ? leanOf(node) : 0)),
    links: links.flatMap(({ source, target }) => [at.get(source) ?? 0, at.get(target) ?? 0]),
    places: nodes.flatMap(({ x, y }) => [x, y]),
    held: nodes.flatMap(({ id }, index) => (index === 0 || held.has(id) ? [index] : [])),
    aspect,
    placed,
  };
}
