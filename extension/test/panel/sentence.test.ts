import { expect, test } from "vitest";
import { crawlProgress, crawlSentence } from "../../src/panel/sentence";
import { crawl, part } from "../samples/papers";

test.each([
  [null, "Waiting for a free worker."],
  [1, "Next in line; the sources are asked in a moment."],
  [2, "In line behind 1 other paper, as sources are asked no faster than they allow."],
  [4, "In line behind 3 other papers, as sources are asked no faster than they allow."],
])("queued at position %s", (position, sentence) => {
  expect(crawlSentence(crawl({ state: "queued", position }))).toBe(sentence);
});

test("what is asked goes before what waits, grouped by source", () => {
  const parts = [
    part({ source: "arxiv", part: "metadata", state: "waiting" }),
    part({ part: "metadata", state: "ok" }),
    part({ part: "citations", count: 1000, total: 4312 }),
    part({ part: "references" }),
    part({ source: "openalex", part: "citations" }),
  ];
  expect(crawlSentence(crawl({ parts }))).toBe(
    "Asking Semantic Scholar for citations (1,000 of 4,312) and references and OpenAlex for citations…",
  );
  expect(crawlProgress(crawl({ parts }))).toBeCloseTo(0.2);
});

test("a wait for the pace says until when", () => {
  const now = new Date("2026-11-24T12:00:00");
  const until = new Date("2026-11-24T12:00:07").toISOString();
  const parts = [
    part({ source: "arxiv", part: "metadata", state: "waiting", until }),
    part({ state: "ok" }),
  ];
  expect(crawlSentence(crawl({ parts }), now)).toBe(
    "Waiting for arXiv’s next free turn at 12:00:07.",
  );
});

test("nothing is said of a crawl that ended", () => {
  expect(crawlSentence(crawl({ state: "done", parts: [part({ state: "down" })] }))).toBe("");
});
