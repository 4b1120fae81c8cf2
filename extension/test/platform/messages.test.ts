import { expect, test } from "vitest";
import { Problem } from "../../src/api/client";
import type { KeepingClient } from "../../src/platform/keeping";
import { answerMessage, checkMessage } from "../../src/platform/messages";

test.each([
  { kind: "record", params: { paper: "2311.09227", etag: null } },
  { kind: "record", params: { paper: "hep-th/9901001", etag: '"1"' } },
  { kind: "rows", params: { paper: "2311.09227", list: "citations", cursor: null } },
  { kind: "graph", params: { paper: `s2:${"0".repeat(40)}`, limit: 60, hop: 2 } },
  { kind: "batch", params: { papers: ["2311.09227", "doi:10.1000/182"] } },
  { kind: "seen", params: { paper: "2311.09227" } },
  {
    kind: "layout",
    params: {
      radii: [12, 5],
      leans: [0, 1],
      links: [1, 0],
      places: [0, 0, 9, 9],
      held: [0],
      aspect: 1.5,
      placed: true,
    },
  },
  {
    kind: "addComment",
    params: { paper: "2311.09227", text: "Well said.", author: null, reply_to: 3 },
  },
  { kind: "editComment", params: { comment: 3, text: "Better said." } },
  { kind: "reportComment", params: { comment: 3, reason: "An advertisement." } },
  { kind: "removeComment", params: { comment: 3 } },
  { kind: "startCrawl", params: { paper: "2311.09227", refresh: true } },
])("passes on $kind", (message) => {
  expect(checkMessage(message)).toEqual(message);
});

test.each([
  null,
  "record",
  { kind: "toString", params: {} },
  { kind: "eval", params: { paper: "2311.09227" } },
  { kind: "record" },
  { kind: "record", params: { paper: "../crawls/1", etag: null } },
  { kind: "record", params: { paper: "https://example.org/", etag: null } },
  { kind: "record", params: { paper: "2311.09227" } },
  { kind: "record", params: { paper: "2311.09227", etag: null, page: "https://arxiv.org/" } },
  { kind: "rows", params: { paper: "2311.09227", list: "../graph", cursor: null } },
  { kind: "crawl", params: { crawl: "1/../../comments" } },
  { kind: "removeComment", params: { comment: -1 } },
  { kind: "graph", params: { paper: "2311.09227", limit: 1.5, hop: 1 } },
  { kind: "graph", params: { paper: "2311.09227", limit: 60, hop: 3 } },
  { kind: "batch", params: { papers: [] } },
  { kind: "batch", params: { papers: ["2311.09227", "https://arxiv.org/abs/2311.09227"] } },
  { kind: "batch", params: { papers: Array.from({ length: 501 }, () => "2311.09227") } },
  { kind: "seen", params: { paper: "s2:1/../../crawls" } },
  { kind: "layout", params: { radii: ["1"] } },
  {
    kind: "addComment",
    params: { paper: "2311.09227", text: "x".repeat(10_001), author: null, reply_to: null },
  },
  { kind: "addComment", params: { paper: "2311.09227", text: "", author: null, reply_to: null } },
])("refuses %j", (message) => {
  expect(checkMessage(message)).toBeNull();
});

const clientThat = (answer: () => unknown): KeepingClient => ({
  ask: async () => answer() as never,
  seen: async () => answer() as never,
});
const message = { kind: "crawl", params: { crawl: 1 } };

test("an answer and a problem both survive the way", async () => {
  expect(
    await answerMessage(
      message,
      clientThat(() => ({ id: 1 })),
    ),
  ).toEqual({ ok: true, answer: { id: 1 } });
  const failing = clientThat(() => {
    throw new Problem("crawl-unknown", "There is no such crawl.", 404);
  });
  expect(await answerMessage(message, failing)).toEqual({
    ok: false,
    problem: { code: "crawl-unknown", detail: "There is no such crawl.", status: 404 },
  });
});

test("a message of nobody's reaches no server", async () => {
  const untouched = clientThat(() => {
    throw new Error("asked");
  });
  expect(await answerMessage({ kind: "eval" }, untouched)).toMatchObject({
    ok: false,
    problem: { code: "bad-message" },
  });
});
