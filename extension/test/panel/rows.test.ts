import { expect, test } from "vitest";
import { type Column, entryOf, filtered, sorted } from "../../src/panel/rows";
import { row } from "../samples/papers";

const entries = [
  row({ id: "a", title: "“Zeta functions”", authors: ["Paul Erdős", "Ada Lovelace"], year: 1949 }),
  row({ id: "b", title: null, authors: [], year: null, citation_count: 3 }),
  row({
    id: "c",
    title: "alpha helices",
    authors: ["Linus Pauling Jr."],
    year: 1951,
    citation_count: 90,
  }),
  row({ id: "d", title: "Beta sheets", authors: ["Ångström, Anders"], year: 1949, venue: "PNAS" }),
].map(entryOf);
const ids = (list: readonly { row: { id: string } }[]) =>
  list.map(({ row: { id } }) => id).join("");

test.each([
  ["title", false, "cdab"],
  ["title", true, "adcb"],
  ["authors", false, "dacb"],
  ["year", false, "adcb"],
  ["year", true, "cadb"],
  ["citations", true, "cbad"],
] as [Column, boolean, string][])("by %s, descending %s: %s", (column, descending, order) => {
  expect(ids(sorted(entries, { column, descending }))).toBe(order);
});

test.each([
  ["erdos", "a"],
  ["  LOVELACE zeta ", "a"],
  ["1949", "ad"],
  ["pnas", "d"],
  ["", "abcd"],
  ["zeta 1951", ""],
  [".*", ""],
])("the filter %j leaves %j", (query, left) => {
  expect(ids(filtered(entries, query))).toBe(left);
});

test("ten thousand rows are sorted and filtered within a blink", () => {
  const many = Array.from({ length: 10_000 }, (_, at) =>
    entryOf(row({ id: String(at), title: `Paper ${(at * 7919) % 10_000}` })),
  );
  const began = performance.now();
  sorted(filtered(many, "paper 9"), { column: "title", descending: false });
  expect(performance.now() - began).toBeLessThan(250);
});
