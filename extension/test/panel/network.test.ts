import { expect, test } from "vitest";
import type { Graph, GraphNode } from "../../src/api/types";
import {
  graphOfRecord,
  labelOf,
  labelsThatFit,
  MOST_NODES,
  nearest,
  networkOf,
} from "../../src/panel/network";
import { record, row } from "../samples/papers";

function node(values: Partial<GraphNode>): GraphNode {
  return {
    id: "x",
    title: "T",
    authors: [],
    year: null,
    citation_count: null,
    role: "citation",
    url: null,
    ...values,
  };
}

function graph(nodes: GraphNode[], edges: [string, string][]): Graph {
  return {
    center: "p",
    nodes: [node({ id: "p", role: "paper" }), ...nodes],
    edges: edges.map(([source, target]) => ({ source, target })),
    total: { citations: 0, references: 0 },
  };
}

const linksOf = (drawn: ReturnType<typeof networkOf>) =>
  drawn.links.map(({ source, target, kind }) => `${source.id}>${target.id} ${kind}`);

test("links are told apart, doubled and dangling ones dropped", () => {
  const drawn = networkOf(
    graph(
      [node({ id: "c" }), node({ id: "r", role: "reference" }), node({ id: "c", title: "again" })],
      [
        ["c", "p"],
        ["c", "p"],
        ["p", "r"],
        ["c", "r"],
        ["c", "nowhere"],
        ["c", "c"],
      ],
    ),
  );
  expect(drawn.nodes.map(({ id }) => id)).toEqual(["p", "c", "r"]);
  expect(linksOf(drawn)).toEqual(["c>p citation", "p>r reference", "c>r other"]);
});

test("a role is a link, also where the edges forget it", () => {
  const drawn = networkOf(graph([node({ id: "b", role: "both" })], []));
  expect(linksOf(drawn)).toEqual(["b>p citation", "p>b reference"]);
});

test("no more nodes than can be drawn, the most cited ones, the paper first and biggest", () => {
  const many = Array.from({ length: 900 }, (_, at) => node({ id: `n${at}`, citation_count: at }));
  const { nodes } = networkOf(graph(many, []));
  expect(nodes).toHaveLength(MOST_NODES);
  expect([nodes[0]?.id, nodes[1]?.id]).toEqual(["p", "n899"]);
  expect(Math.max(...nodes.map(({ radius }) => radius))).toBe(nodes[0]?.radius);
});

test("a graph without its own paper draws nothing", () => {
  expect(networkOf({ ...graph([], []), center: "q" })).toEqual({ nodes: [], links: [] });
});

test("the record alone makes a graph", () => {
  const both = row({ id: "both" });
  const made = graphOfRecord(
    record({ citations: [row({ id: "c" }), both], references: [both, row({ id: "r" })] }),
    60,
  );
  const drawn = networkOf(made);
  expect(drawn.nodes.map(({ id, paper }) => `${id} ${paper.role}`).sort()).toEqual([
    "2311.09227 paper",
    "both both",
    "c citation",
    "r reference",
  ]);
  expect(linksOf(drawn)).toHaveLength(4);
});

test("of long lists each gets its share, influential rows first", () => {
  const rows = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) =>
      row({ id: `${prefix}${at}`, influential: at === count - 1 }),
    );
  const of = (citations: number, references: number) => {
    const { nodes } = graphOfRecord(
      record({ citations: rows("c", citations), references: rows("r", references) }),
      60,
    );
    return [
      nodes.filter(({ role }) => role === "citation").length,
      nodes.filter(({ role }) => role === "reference").length,
    ];
  };
  expect(of(100, 100)).toEqual([30, 30]);
  expect(of(100, 10)).toEqual([50, 10]);
  expect(of(10, 100)).toEqual([10, 50]);
  expect(
    graphOfRecord(record({ citations: rows("c", 100), references: [] }), 60).nodes[1]?.id,
  ).toBe("c99");
});

test("labels", () => {
  expect(labelOf(node({ authors: ["Sayash Kapoor"], year: 2024 }))).toBe("Kapoor 2024");
  expect(labelOf(node({ title: "An Overview of Everything" }))).toBe("An Overview of…");
  expect(labelOf(node({ title: null }))).toBe("");
});

test("labels that would lie on others are left out until there is room", () => {
  const { nodes } = networkOf(
    graph([node({ id: "a", authors: ["Aa"] }), node({ id: "b", authors: ["Bb"] })], []),
  );
  const at = [
    [0, 0],
    [100, 0],
    [112, 0],
  ];
  nodes.forEach((drawn, index) => {
    [drawn.x, drawn.y] = at[index] as [number, number];
  });
  expect([...labelsThatFit(nodes, 1)]).toEqual(["p", "a"]);
  expect(labelsThatFit(nodes, 4)).toEqual(new Set(["p", "a", "b"]));
});

test("an arrow key goes to the nearest paper that way, if there is one", () => {
  const { nodes } = networkOf(
    graph([node({ id: "right" }), node({ id: "far" }), node({ id: "up" })], []),
  );
  const at = { p: [0, 0], right: [10, 4], far: [30, 0], up: [2, -8] } as Record<
    string,
    [number, number]
  >;
  for (const drawn of nodes) [drawn.x, drawn.y] = at[drawn.id] as [number, number];
  const from = nodes[0];
  if (!from) throw new Error("no nodes");
  expect(nearest(nodes, from, [1, 0])?.id).toBe("right");
  expect(nearest(nodes, from, [0, -1])?.id).toBe("up");
  expect(nearest(nodes, from, [-1, 0])).toBeNull();
});
