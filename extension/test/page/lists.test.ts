import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { placeAbove, whenEntriesCome, type Entry } from "../../src/page/lists";

const sample = (name: string) =>
  readFileSync(`../tests/samples/listing/${name}/answer.html`, "utf8")
    .replaceAll(/(href ?= ?")\//g, "$1https://arxiv.org/")
    .replaceAll(/<(?:link|script)\b[^>]*>/g, "");

function entriesOf(html: string): Entry[] {
  const page = new DOMParser().parseFromString(html, "text/html");
  const found: Entry[] = [];
  whenEntriesCome(page, (entry) => found.push(entry));
  return found;
}

test.each([
  ["math_recent", ["0906.3421", "0704.0046"]],
  ["astro_ph_new", []],
])("the entries of %s", (name, first) => {
  const papers = entriesOf(sample(name)).map(({ paper }) => paper);
  expect(papers.slice(0, 2)).toEqual(first);
  expect(new Set(papers).size).toBe(papers.length);
});

test("a search's results, old ids and new", () => {
  const result = (id: string) =>
    `<li class="arxiv-result"><p class="list-title"><a href="https://arxiv.org/abs/${id}">x</a></p></li>`;
  const entries = entriesOf(
    `<ol>${result("2311.09227v2")}${result("hep-th/9901001")}${result("nonsense")}</ol>`,
  );
  expect(entries.map(({ paper }) => paper)).toEqual(["2311.09227", "hep-th/9901001"]);
  const bar = document.createElement("p");
  placeAbove(bar, entries[0] as Entry);
  expect(bar.nextElementSibling?.localName).toBe("ol");
});

test("what links elsewhere, or has no text, is no entry", () => {
  expect(
    entriesOf(
      '<dl><dt><a href="https://evil.example/abs/2311.09227">x</a></dt><dd></dd>' +
        '<dt><a href="https://arxiv.org/abs/2311.09227">x</a></dt></dl>',
    ),
  ).toEqual([]);
});

test("the last entry of a list is found once the list is behind, before the page is", async () => {
  const page = document.implementation.createHTMLDocument();
  Object.defineProperty(page, "readyState", { value: "loading" });
  const found: string[] = [];
  whenEntriesCome(page, ({ paper }) => found.push(paper));
  const list = page.createElement("dl");
  list.innerHTML = '<dt><a href="https://arxiv.org/abs/2311.09227">x</a></dt><dd></dd>';
  page.body.append(list);
  await new Promise((done) => setTimeout(done, 20));
  expect(found).toEqual([]);
  page.body.append("\n");
  await vi.waitFor(() => expect(found).toEqual(["2311.09227"]));
});
