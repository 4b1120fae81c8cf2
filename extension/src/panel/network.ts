/** The graph as it is drawn: who stands in it, how big, with which short name. */
import type { Graph, GraphNode, PaperRecord, Role, Row } from "../api/types";
import { t } from "../platform/language";
import { clip, familyName } from "./words";

export interface Node {
  id: string;
  paper: GraphNode;
  x: number;
  y: number;
  /** The paper whose neighbours were asked for; null where it is in the first graph. */
  parent: string | null;
  radius: number;
  /** "Kapoor 2024" */
  label: string;
}

export interface Link {
  source: Node;
  target: Node;
  /** What the link is to the paper in the middle; "other" between two of its neighbours. */
  kind: "citation" | "reference" | "other";
}

export interface Network {
  nodes: Node[];
  links: Link[];
}

export const ROLES: Record<Role, string> = {
  paper: t("role_paper"),
  citation: t("role_citation"),
  reference: t("role_reference"),
  both: t("role_both"),
  further: t("role_further"),
};

/** The paper and its neighbours. */
export const MOST_NODES = 501;
/** With the neighbours of neighbours that the reader asked for. */
const MOST_EXPANDED = 900;

/** From what the record holds, before the server's own graph has come. */
export function graphOfRecord(record: PaperRecord, limit: number): Graph {
  const half = Math.ceil(limit / 2);
  const citations = weightiest(record.citations, Math.max(half, limit - record.references.length));
  const references = weightiest(record.references, limit - citations.length);
  const cited = new Set(references.map(({ id }) => id));
  const both = new Set(citations.map(({ id }) => id).filter((id) => cited.has(id)));
  const role = (id: string, otherwise: Role) => (both.has(id) ? "both" : otherwise);
  return {
    center: record.id,
    nodes: [
      {
        id: record.id,
        title: record.title,
        authors: record.authors.map(({ name }) => name),
        year: record.year,
        citation_count: record.counts.citations,
        url: record.url,
        role: "paper",
      },
      ...citations.map((row): GraphNode => ({ ...row, role: role(row.id, "citation") })),
      ...references.map((row): GraphNode => ({ ...row, role: role(row.id, "reference") })),
    ],
    edges: [
      ...citations.map(({ id }) => ({ source: id, target: record.id })),
      ...references.map(({ id }) => ({ source: record.id, target: id })),
    ],
    total: { citations: record.citations.length, references: record.references.length },
  };
}

function weightiest(rows: Row[], most: number): Row[] {
  const weight = (row: Row) => (row.influential ? 1e9 : 0) + (row.citation_count ?? 0);
  return [...rows].sort((a, b) => weight(b) - weight(a)).slice(0, Math.max(0, most));
}

/**
 * Nodes and links fit to draw: each node once, the paper first, no link into nowhere.
 *
 * `further` are the graphs of neighbours whose own neighbours the reader asked for.
 */
export function networkOf(graph: Graph, further: readonly Graph[] = []): Network {
  const papers = new Map<string, GraphNode>();
  for (const paper of graph.nodes) if (!papers.has(paper.id)) papers.set(paper.id, paper);
  const center = papers.get(graph.center);
  if (!center) return { nodes: [], links: [] };

  const others = [...papers.values()]
    .filter((paper) => paper !== center)
    .sort((a, b) => (b.citation_count ?? 0) - (a.citation_count ?? 0))
    .slice(0, MOST_NODES - 1);
  const nodes = [{ ...center, role: "paper" as const }, ...others].map((paper) => nodeOf(paper));
  const known = new Set(papers.keys());
  for (const { center: parent, nodes: all } of further) {
    for (const paper of all) {
      if (known.has(paper.id) || nodes.length >= MOST_EXPANDED) continue;
      known.add(paper.id);
      // Its place and its cluster are in the map of another paper.
      const here = { ...paper, role: "further" as const, x: null, y: null, cluster: null };
      nodes.push(nodeOf(here, parent));
    }
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));

  const links = new Map<string, Link>();
  function link(from: string, to: string): void {
    const [source, target] = [byId.get(from), byId.get(to)];
    if (!source || !target || source === target) return;
    const kind = to === graph.center ? "citation" : from === graph.center ? "reference" : "other";
    links.set(JSON.stringify([from, to]), { source, target, kind });
  }
  for (const { edges } of [graph, ...further]) {
    for (const { source, target } of edges) link(source, target);
  }
  for (const { id, role } of others) {
    // A role says that there is an edge, whether or not the edges do.
    if (role === "citation" || role === "both") link(id, graph.center);
    if (role === "reference" || role === "both") link(graph.center, id);
  }
  return { nodes, links: [...links.values()] };
}

function nodeOf(paper: GraphNode, parent: string | null = null): Node {
  const size = 4.5 + 2 * Math.log10(1 + Math.max(0, paper.citation_count ?? 0));
  const role = Object.hasOwn(ROLES, paper.role) ? paper.role : "further";
  const radius = role === "paper" ? Math.max(12, size) : size;
  return {
    id: paper.id,
    paper: { ...paper, role },
    x: 0,
    y: 0,
    parent,
    radius,
    label: labelOf(paper),
  };
}

export function labelOf({ authors, year, title }: GraphNode): string {
  const [first, second, third, ...rest] = (title ?? "").split(/\s+/);
  const begins = [first, second, third].filter(Boolean).join(" ") + (rest.length ? "…" : "");
  return [clip(authors[0] ? familyName(authors[0]) : begins, 24), year].filter(Boolean).join(" ");
}

/**
 * The labels that can be shown without one lying on another or on a stranger's node: those of
 * `first`, which come first, always; then by size. `width` measures a label, in pixels of the
 * screen at zoom `k`.
 */
export function labelsThatFit(
  nodes: readonly Node[],
  k: number,
  width: (label: string) => number = (label) => label.length * 6.6,
  first: ReadonlySet<string> = new Set(),
  height = 13,
): Set<string> {
  type Box = [left: number, top: number, right: number, bottom: number];
  const boxes = nodes.map(({ x, y, radius }): Box => {
    const r = radius * k * 0.8;
    return [x * k - r, y * k - r, x * k + r, y * k + r];
  });
  // Only what is in the same or a neighbouring cell can lie on a label.
  const cells = new Map<string, { box: Box; owner: number }[]>();
  const cellsOf = ([left, top, right, bottom]: Box) => {
    const found: string[] = [];
    for (let column = Math.floor(left / CELL); column <= Math.floor(right / CELL); column++) {
      for (let row = Math.floor(top / CELL); row <= Math.floor(bottom / CELL); row++) {
        found.push(`${column} ${row}`);
      }
    }
    return found;
  };
  const take = (box: Box, owner: number) => {
    for (const cell of cellsOf(box)) {
      const held = cells.get(cell);
      if (held) held.push({ box, owner });
      else cells.set(cell, [{ box, owner }]);
    }
  };
  boxes.forEach(take);
  const fitting = new Set<string>();
  const rank = (node: Node, at: number) => (at === 0 ? 2 : first.has(node.id) ? 1 : 0);
  const bySize = nodes
    .map((node, at) => ({ node, at, rank: rank(node, at) }))
    .sort((a, b) => b.rank - a.rank || b.node.radius - a.node.radius);
  for (const { node, at, rank } of bySize) {
    if (!node.label) continue;
    const half = width(node.label) / 2 + 3; // two names are not read as one
    const [x, top] = [node.x * k, (node.y + node.radius) * k + 2];
    const label: Box = [x - half, top, x + half, top + height];
    const lies = cellsOf(label).some((cell) =>
      cells
        .get(cell)
        ?.some(
          ({ box, owner }) =>
            owner !== at &&
            label[0] < box[2] &&
            label[2] > box[0] &&
            label[1] < box[3] &&
            label[3] > box[1],
        ),
    );
    if (lies && rank === 0) continue;
    fitting.add(node.id);
    take(label, -1);
  }
  return fitting;
}

/** The side of a cell, in pixels. */
const CELL = 64;

/** The nearest node within 60° of a direction. */
export function nearest(
  nodes: readonly Node[],
  from: Node,
  [wayX, wayY]: [number, number],
): Node | null {
  let best: Node | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const [dx, dy] = [node.x - from.x, node.y - from.y];
    const distance = Math.hypot(dx, dy);
    const along = dx * wayX + dy * wayY;
    if (node === from || along < distance / 2 || distance >= least) continue;
    [best, least] = [node, distance];
  }
  return best;
}
