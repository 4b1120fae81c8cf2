/** The graph as it is drawn: who stands in it, how big, with which short name. */
import type { SimulationNodeDatum } from "d3-force";
import type { Graph, GraphNode, PaperRecord, Role, Row } from "../api/types";
import { clip, familyName } from "./words";

export interface Node extends SimulationNodeDatum {
  id: string;
  paper: GraphNode;
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
  paper: "this paper",
  citation: "cites this paper",
  reference: "is cited by this paper",
  both: "cites this paper and is cited by it",
};

/** The paper and its neighbours. */
export const MOST_NODES = 501;

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

/** Nodes and links fit to draw: each node once, the paper first, no link into nowhere. */
export function networkOf(graph: Graph): Network {
  const papers = new Map<string, GraphNode>();
  for (const paper of graph.nodes) if (!papers.has(paper.id)) papers.set(paper.id, paper);
  const center = papers.get(graph.center);
  if (!center) return { nodes: [], links: [] };

  const others = [...papers.values()]
    .filter((paper) => paper !== center)
    .sort((a, b) => (b.citation_count ?? 0) - (a.citation_count ?? 0))
    .slice(0, MOST_NODES - 1);
  const nodes = [{ ...center, role: "paper" as const }, ...others].map(nodeOf);
  const byId = new Map(nodes.map((node) => [node.id, node]));

  const links = new Map<string, Link>();
  function link(from: string, to: string): void {
    const [source, target] = [byId.get(from), byId.get(to)];
    if (!source || !target || source === target) return;
    const kind = to === graph.center ? "citation" : from === graph.center ? "reference" : "other";
    links.set(JSON.stringify([from, to]), { source, target, kind });
  }
  for (const { source, target } of graph.edges) link(source, target);
  for (const { id, role } of others) {
    // A role says that there is an edge, whether or not the edges do.
    if (role === "citation" || role === "both") link(id, graph.center);
    if (role === "reference" || role === "both") link(graph.center, id);
  }
  return { nodes, links: [...links.values()] };
}

function nodeOf(paper: GraphNode): Node {
  const size = 4.5 + 2 * Math.log10(1 + Math.max(0, paper.citation_count ?? 0));
  const radius = paper.role === "paper" ? Math.max(12, size) : size;
  return { id: paper.id, paper, radius, label: labelOf(paper) };
}

export function labelOf({ authors, year, title }: GraphNode): string {
  const name = authors[0]
    ? familyName(authors[0])
    : (title ?? "").split(/\s+/).slice(0, 3).join(" ");
  return [clip(name, 24), year].filter(Boolean).join(" ");
}

/**
 * The labels that can be shown without one lying on another or on a stranger's node: that of the
 * paper, which comes first, always; then by size. Positions and sizes are in screen pixels at zoom `k`; `charWidth` is the
 * mean width of a letter.
 */
export function labelsThatFit(
  nodes: readonly Node[],
  k: number,
  charWidth = 6.6,
  height = 13,
): Set<string> {
  const taken: [left: number, top: number, right: number, bottom: number][] = nodes.map((node) => {
    const [x, y, r] = [(node.x ?? 0) * k, (node.y ?? 0) * k, node.radius * k * 0.8];
    return [x - r, y - r, x + r, y + r];
  });
  const fitting = new Set<string>();
  const bySize = nodes
    .map((node, at) => ({ node, at }))
    .sort((a, b) => Number(b.at === 0) - Number(a.at === 0) || b.node.radius - a.node.radius);
  for (const { node, at } of bySize) {
    const width = node.label.length * charWidth;
    const [x, top] = [(node.x ?? 0) * k, ((node.y ?? 0) + node.radius) * k + 2];
    const [left, right, bottom] = [x - width / 2, x + width / 2, top + height];
    const lies = taken.some(
      (box, other) =>
        other !== at && left < box[2] && right > box[0] && top < box[3] && bottom > box[1],
    );
    if (!node.label || (lies && node.paper.role !== "paper")) continue;
    fitting.add(node.id);
    taken.push([left, top, right, bottom]);
  }
  return fitting;
}

/** The nearest node within 60° of a direction. */
export function nearest(
  nodes: readonly Node[],
  from: Node,
  [wayX, wayY]: [number, number],
): Node | null {
  let best: Node | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const [dx, dy] = [(node.x ?? 0) - (from.x ?? 0), (node.y ?? 0) - (from.y ?? 0)];
    const distance = Math.hypot(dx, dy);
    const along = dx * wayX + dy * wayY;
    if (node === from || along < distance / 2 || distance >= least) continue;
    [best, least] = [node, distance];
  }
  return best;
}
