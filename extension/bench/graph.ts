/**
 * One seeded network, drawn by the panel and by force-graph, each in a shadow root on a stage of
 * the same size: what tests/benchmarks/bench_graph_panel.py drives and counts the frames of.
 */
import ForceGraph from "force-graph";
import type { Answer, Client, Kind } from "../src/api/client";
import type { Graph } from "../src/api/types";
import { mountPanel } from "../src/panel";
import { workerLayout } from "../src/site/worker";
import { record, row } from "../test/samples/papers";

const query = new URLSearchParams(location.search);
const NODES = Number(query.get("nodes"));
const EDGES = Number(query.get("edges"));

/** Park and Miller's: the same network at every run. */
let seed = 20261125;
const chance = () => {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647;
};

function networkOf(nodes: number, edges: number): Graph {
  const papers = Array.from({ length: nodes }, (_, at) => {
    const [angle, radius] = [2 * Math.PI * chance(), 0.4 + 1.2 * chance()];
    return {
      ...row({
        id: `s2:${at}`,
        title: `Paper ${at}`,
        authors: [`Ada Name${at}`],
        year: 2000 + (at % 25),
      }),
      citation_count: Math.round(1_000 * chance() ** 4),
      role: at === 0 ? ("paper" as const) : at % 2 ? ("citation" as const) : ("reference" as const),
      x: at === 0 ? 0 : radius * Math.cos(angle),
      y: at === 0 ? 0 : radius * Math.sin(angle),
      cluster: at % 6,
    };
  });
  const links = Array.from({ length: edges }, (_, at) => {
    const one = at + 1 < nodes ? at + 1 : Math.floor(nodes * chance());
    const other = at + 1 < nodes ? 0 : Math.floor(nodes * chance());
    return { source: `s2:${one}`, target: `s2:${other}` };
  });
  return {
    center: "s2:0",
    nodes: papers,
    edges: links,
    total: { citations: nodes, references: nodes },
  };
}

const graph = networkOf(NODES, EDGES);

function panel(host: HTMLElement): void {
  const shown = record({
    id: "s2:0",
    citations: graph.nodes.slice(1).map((node) => row({ ...node, url: null })),
    references: [],
  });
  const answers: { [K in Kind]?: unknown } = {
    record: { record: shown, etag: null },
    graph,
    comments: { items: [], total: 0, next: null },
    batch: { items: [null] },
  };
  const client: Client = { ask: async <K extends Kind>(kind: K) => answers[kind] as Answer<K> };
  mountPanel(host, {
    paper: "s2:0",
    pinned: null,
    place: "arxiv",
    client,
    memory: { read: async () => null, readAll: async () => ({}), write: async () => {} },
    layout: workerLayout("/layout.js"),
    server: "http://127.0.0.1:8765",
    waitForClick: false,
    without: ["summary", "terms", "table", "similar", "comments", "facts", "provenance"],
    theme: "light",
  });
}

function library(host: HTMLElement): void {
  const stage = document.createElement("div");
  host.attachShadow({ mode: "open" }).append(stage);
  new ForceGraph(stage)
    .width(host.clientWidth)
    .height(440)
    .nodeLabel("title")
    .nodeVal("citation_count")
    .nodeColor(() => "#3c9a68")
    .linkColor(() => "#aeb5be")
    .cooldownTime(4_000)
    .graphData({
      nodes: graph.nodes.map((node) => ({
        ...node,
        x: 130 * (node.x ?? 0),
        y: 130 * (node.y ?? 0),
      })),
      links: graph.edges.map((edge) => ({ ...edge })),
    });
}

const host = document.querySelector("main") as HTMLElement;
if (query.get("drawn") === "library") library(host);
else panel(host);
