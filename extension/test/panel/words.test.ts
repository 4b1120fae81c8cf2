import { expect, test } from "vitest";
import { howMuch } from "../../src/panel/provenance";
import { belowTitle, writtenBy } from "../../src/panel/summary";
import { ago, authorsInShort, day, familyName, listed } from "../../src/panel/words";

const now = new Date("2026-11-24T00:30:00");

test.each([
  ["2026-11-24T00:10:00", "today"],
  ["2026-11-23T23:50:00", "yesterday"],
  ["2026-11-21T12:00:00", "3 days ago"],
  ["2026-11-25T12:00:00", "today"],
  ["2025-01-02T12:00:00", "on 2 January 2025"],
  ["no date", "no date"],
])("%s is %s", (moment, words) => {
  expect(ago(moment, now)).toBe(words);
});

test("a day has no time zone", () => {
  expect(day("2023-11-17")).toBe("17 November 2023");
  expect(day("17 Nov")).toBe("17 Nov");
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
])("%j is listed as %j", (words, text) => {
  expect(listed(words)).toBe(text);
});

test("authors in short", () => {
  expect(authorsInShort([])).toBe("authors unknown");
  expect(authorsInShort(["A", "B", "C"])).toBe("A, B and C");
  expect(authorsInShort(["A", "B", "C", "D"])).toBe("A, B, C and 1 other");
});

test.each([
  ["Ada Lovelace", "Lovelace"],
  ["Linus Pauling Jr.", "Pauling"],
  ["OpenAI", "OpenAI"],
  ["", ""],
])("the family name of %j is %j", (name, family) => {
  expect(familyName(name)).toBe(family);
});

test("how much of what", () => {
  expect(howMuch({ part: "citations", count: 37, total: 37 })).toBe("37 of 37 citations");
  expect(howMuch({ part: "similar", count: 2, total: null })).toBe("2 similar papers");
  expect(howMuch({ part: "metadata", count: 1, total: 1 })).toBe("metadata");
});

test("a summary says who wrote it", () => {
  const by = (source: string, model: string | null = null) =>
    writtenBy({ text: "", source: source as never, model });
  expect(by("semantic_scholar", "tldr@v2.0.0")).toContain(
    "Semantic Scholar’s TLDR model (tldr@v2.0.0)",
  );
  expect(by("language_model", "llama-3")).toContain("llama-3");
  expect(by("abstract")).toContain("authors’ own words");
  expect(by("sample")).toContain("sample");
});

test.each([
  ["We test it. On $\\alpha$ Tests.", "On $\\alpha$ tests", "We test it."],
  ["We test it. Tests for all?", "BERT: tests for all?", "We test it."],
  ["We test it. On tests, twice.", "On tests", "We test it. On tests, twice."],
  ["On tests.", "On tests", "On tests."], // all that there is
  ["We test it.", null, "We test it."],
])("below its title %j reads %j", (text, title, read) => {
  expect(belowTitle({ text, source: "abstract", model: null }, title)).toBe(read);
});

test("what an author wrote is left as it is", () => {
  const summary = { text: "We test. On tests.", source: "semantic_scholar", model: null } as const;
  expect(belowTitle(summary, "On tests")).toBe("We test. On tests.");
});
