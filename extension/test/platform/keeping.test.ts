import { expect, test } from "vitest";
import { Problem } from "../../src/api/client";
import { keepingClient } from "../../src/platform/keeping";
import type { Kept, Store } from "../../src/platform/store";
import { ScriptedClient, type Script } from "../fakes/client";
import { record } from "../samples/papers";

const SERVER = "http://127.0.0.1:8765";
const GONE = new Problem("unreachable", "Nobody answers.");
const paper = "2311.09227";

function memoryStore(): Store & { held: Map<string, Kept> } {
  const held = new Map<string, Kept>();
  return {
    held,
    get: async (key) => held.get(key) ?? null,
    put: async (key, value) => void held.set(key, { value, at: 0 }),
    clear: async () => held.clear(),
    size: async () => held.size,
    token: async () => null,
    setToken: async () => {},
  };
}

function keeping(script: Script, mostBytes = 1e6, store = memoryStore()) {
  return { client: keepingClient(new ScriptedClient(script), store, SERVER, mostBytes), store };
}

test("what was answered is there when nobody answers, but for the record, which is seen", async () => {
  const graph = { center: paper, nodes: [], edges: [], total: { citations: 0, references: 0 } };
  const seen = { record: record(), etag: '"1"' };
  const { client } = keeping({ record: [seen, GONE], graph: [graph, GONE] });
  expect(await client.seen(paper)).toBeNull();
  await client.ask("record", { paper, etag: null });
  await client.ask("graph", { paper, limit: 60, hop: 1 });
  expect(await client.ask("graph", { paper, limit: 60, hop: 1 })).toEqual(graph);
  await expect(client.ask("record", { paper, etag: '"1"' })).rejects.toBe(GONE);
  expect(await client.seen(paper)).toEqual(seen);
  await expect(client.ask("graph", { paper, limit: 200, hop: 1 })).rejects.toBe(GONE);
});

test("of many papers those that were seen come back, in their order", async () => {
  const brief = {
    id: paper,
    title: "A paper",
    authors: [],
    year: 2023,
    counts: { citations: 1 },
    summary: null,
  };
  const { client } = keeping({ batch: [{ items: [null, brief] }, GONE] });
  await client.ask("batch", { papers: ["hep-th/9901001", paper] });
  const again = await client.ask("batch", { papers: [paper, "hep-th/9901001"] });
  expect(again.items).toEqual([brief, null]);
  await expect(client.ask("batch", { papers: ["1706.03762"] })).rejects.toBe(GONE);
});

test("other refusals are passed on, what changes something is never kept, another server's is another's", async () => {
  const refused = new Problem("rate-limited", "Wait a minute.", 429);
  const { client, store } = keeping({ graph: [refused], removeComment: [null] });
  await expect(client.ask("graph", { paper, limit: 60, hop: 1 })).rejects.toBe(refused);
  await client.ask("removeComment", { comment: 1 });
  expect(store.held.size).toBe(0);
  store.held.set(`https://other.example record ${paper}`, { value: {}, at: 0 });
  expect(await client.seen(paper)).toBeNull();
});

test("a reader who wants nothing kept has nothing kept", async () => {
  const { client, store } = keeping({ record: [{ record: record(), etag: null }] }, 0);
  await client.ask("record", { paper, etag: null });
  expect(store.held.size).toBe(0);
});
