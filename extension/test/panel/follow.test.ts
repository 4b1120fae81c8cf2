import { expect, test } from "vitest";
import { type Client, Problem } from "../../src/api/client";
import { follow, pause, type View } from "../../src/panel/follow";
import { ScriptedClient } from "../fakes/client";
import { crawl, record } from "../samples/papers";

const UNKNOWN = new Problem("paper-unknown", "Nobody has asked for it yet.", 404);
const GONE = new Problem("unreachable", "No server answers.");

async function views(client: Client, options = {}, paper = "2311.09227"): Promise<View[]> {
  const seen: View[] = [];
  for await (const view of follow(client, paper, { sleep: async () => {}, ...options }))
    seen.push(view);
  return seen;
}

const states = (seen: View[]) => seen.map(({ state }) => state);
const fresh = { record: record(), etag: '"1"' };
const stale = { record: record({ refresh_after: "2020-01-01T00:00:00Z" }), etag: '"1"' };

test("a fresh record is all there is to ask", async () => {
  const client = new ScriptedClient({ record: [fresh] });
  const seen = await views(client);
  expect(states(seen)).toEqual(["ready"]);
  expect(seen[0]?.record).toBe(fresh.record);
  expect(client.asked.map(({ kind }) => kind)).toEqual(["record"]);
});

test("a paper never seen is collected, and shown as it fills", async () => {
  const half = { record: record({ citations: [] }), etag: '"a"' };
  const client = new ScriptedClient({
    record: [UNKNOWN, UNKNOWN, half, fresh],
    startCrawl: [crawl({ state: "queued", position: 1 })],
    crawl: [crawl(), crawl({ state: "done" })],
  });
  const seen = await views(client);
  expect(states(seen)).toEqual(["collecting", "collecting", "collecting", "ready"]);
  expect(seen.map((view) => view.record?.citations.length)).toEqual([
    undefined,
    undefined,
    undefined,
    2,
  ]);
  expect(seen.map((view) => view.crawl?.state)).toEqual([undefined, "queued", "running", "done"]);
});

test("what was seen last is there before the server has answered, and unlike it then", async () => {
  const client = Object.assign(new ScriptedClient({ record: [fresh] }), {
    seen: async () => ({ record: record({ title: "As it was" }), etag: '"0"' }),
  });
  const seen = await views(client);
  expect(seen.map(({ record }) => record?.title)).toEqual(["As it was", fresh.record.title]);
  expect(states(seen)).toEqual(["loading", "ready"]);
  expect(client.asked).toEqual([{ kind: "record", params: { paper: "2311.09227", etag: '"0"' } }]);
});

test.each([stale, { record: record({ refresh_after: null }), etag: null }])(
  "an old record is shown at once and collected anew behind",
  async (old) => {
    const client = new ScriptedClient({
      record: [old, null, fresh],
      startCrawl: [crawl()],
      crawl: [crawl({ state: "done" })],
    });
    const seen = await views(client);
    expect(states(seen)).toEqual(["collecting", "collecting", "ready"]);
    expect(seen[0]?.record).toBe(old.record);
    expect(seen.at(-1)?.record).toBe(fresh.record);
  },
);

test("of a paper that no source has a name for, none is asked", async () => {
  const client = new ScriptedClient({
    record: [{ record: record({ refresh_after: null }), etag: null }],
  });
  expect(states(await views(client, {}, "lens:7a5898413acca318"))).toEqual(["ready"]);
});

test("the reader may want it collected though it is fresh", async () => {
  const client = new ScriptedClient({
    record: [fresh, null],
    startCrawl: [crawl({ state: "done" })],
  });
  expect(states(await views(client, { refresh: true }))).toEqual(["collecting", "ready"]);
});

test("a crawl that fails says why, and what there was stays", async () => {
  const failed = crawl({ state: "failed", error: "arXiv knows no such paper." });
  const without = await views(new ScriptedClient({ record: [UNKNOWN], startCrawl: [failed] }));
  expect(without.at(-1)).toMatchObject({
    state: "error",
    problem: { detail: "arXiv knows no such paper." },
  });
  const having = await views(new ScriptedClient({ record: [stale, null], startCrawl: [failed] }));
  expect(having.at(-1)).toMatchObject({
    state: "ready",
    record: stale.record,
    problem: { detail: "arXiv knows no such paper." },
  });
});

test("a server that is not there, or goes away in the middle", async () => {
  const never = await views(new ScriptedClient({ record: [GONE] }));
  expect(never.at(-1)).toMatchObject({ state: "unreachable", record: null, problem: GONE });
  const midway = await views(
    new ScriptedClient({ record: [stale, null], startCrawl: [crawl()], crawl: [GONE] }),
  );
  expect(midway.at(-1)).toMatchObject({ state: "unreachable", record: stale.record });
});

test("any other problem is shown as the server words it", async () => {
  const problem = new Problem("bad-paper-id", "“foo” is not a paper.", 400);
  expect((await views(new ScriptedClient({ record: [problem] }))).at(-1)).toMatchObject({
    state: "error",
    problem,
  });
});

test("polling starts quick and slows down", () => {
  expect(pause(0)).toBe(100);
  expect(pause(19)).toBe(100);
  expect(pause(40)).toBeGreaterThan(1_000);
  expect(pause(500)).toBe(3_000);
});
