/** The panel's table with `?rows=` rows: what tests/benchmarks/bench_table_panel.py drives. */
import type { Answer, Client, Kind, Params } from "../src/api/client";
import { mountPanel } from "../src/panel";
import { record, row } from "../test/samples/papers";

const ROWS = Number(new URLSearchParams(location.search).get("rows"));
const PAGE = 1_000;

const rows = Array.from({ length: ROWS }, (_, at) =>
  row({
    id: `s2:${at.toString(16).padStart(40, "0")}`,
    title: `On the ${at % 7 ? "number" : "Erdős number"} ${(at * 7_919) % ROWS} and its neighbours`,
    authors: [`Ada Name${at % 997}`, `Émilie Nom${at % 89}`, "Kurt Gödel", "Emmy Noether"],
    year: 1990 + (at % 35),
    citation_count: (at * 31) % 5_000,
    venue: "Journal of Made-Up Results",
  }),
);
const shown = record({
  citations: rows.slice(0, PAGE),
  references: [],
  counts: { citations: ROWS, references: 0, comments: 0 },
});
const client: Client = {
  async ask<K extends Kind>(kind: K, params: Params<K>) {
    if (kind === "record") return { record: shown, etag: null } as Answer<K>;
    const start = Number((params as Params<"rows">).cursor ?? 0);
    const next = start + PAGE < ROWS ? String(start + PAGE) : null;
    // As over HTTP: each page comes in a task of its own.
    await new Promise((done) => setTimeout(done, 20));
    return { items: rows.slice(start, start + PAGE), total: ROWS, next } as Answer<K>;
  },
};
mountPanel(document.querySelector("main") as HTMLElement, {
  paper: "2311.09227",
  pinned: null,
  place: "arxiv",
  client,
  memory: { read: async () => null, readAll: async () => ({}), write: async () => {} },
  layout: async ({ places }) => places,
  server: "http://127.0.0.1:8765",
  waitForClick: false,
  without: ["summary", "terms", "graph", "similar", "comments", "facts", "provenance"],
  theme: "light",
});
