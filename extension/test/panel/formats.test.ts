import { expect, test } from "vitest";
import { bibtex, csv, json, ris } from "../../src/panel/formats";
import { row } from "../samples/papers";

const kapoor = row({
  id: "2403.07918",
  arxiv_id: "2403.07918",
  title: "On the Societal Impact of Open Foundation Models",
  authors: ["Sayash Kapoor", "Rishi Bommasani"],
  year: 2024,
  url: "https://arxiv.org/abs/2403.07918",
});

test("BibTeX of a preprint", () => {
  expect(bibtex([kapoor])).toBe(`@misc{kapoor2024societal,
  title = {{On the Societal Impact of Open Foundation Models}},
  author = {Sayash Kapoor and Rishi Bommasani},
  year = {2024},
  eprint = {2403.07918},
  archiveprefix = {arXiv},
  url = {https://arxiv.org/abs/2403.07918}
}
`);
});

test("BibTeX of an article in a journal", () => {
  const text = bibtex([row({ id: "doi:10.1103/x_1", venue: "Phys. Rev. D & E" })]);
  expect(text).toMatch(/^@article\{/);
  expect(text).toContain("journal = {Phys. Rev. D \\& E}");
  expect(text).toContain("doi = {10.1103/x_1}");
});

test.each([
  ["100% of R&D #1 a_b", "100\\% of R\\&D \\#1 a\\_b"],
  ["Bounds of $O(n_1^{2})$ & more", "Bounds of $O(n_1^{2})$ \\& more"],
  ["Costs $5 each", "Costs \\$5 each"],
  ["Odd $}$ brace {", "Odd \\$\\}\\$ brace \\{"],
  ["} , author = {Mallory", "\\} , author = \\{Mallory"],
  ["a\\b ~ ^", "a\\textbackslash b \\textasciitilde  \\textasciicircum "],
  ["two\n lines", "two lines"],
])("BibTeX of the title %j", (title, written) => {
  expect(bibtex([row({ title })])).toContain(`title = {{${written}}}`);
});

test("BibTeX keys are ASCII and each its own", () => {
  const twice = bibtex([
    row({ authors: ["Paul Erdős"] }),
    row({ authors: ["Paul Erdős"] }),
    row({ authors: [], title: null, year: null }),
  ]);
  expect([...twice.matchAll(/@misc\{([^,\n]+)/g)].map(([, key]) => key)).toEqual([
    "erdos1843paper",
    "erdos1843paper-2",
    "paper",
  ]);
});

test("a collaboration stays one author", () => {
  expect(bibtex([row({ authors: ["Research and Development Group", "Ada Lovelace"] })])).toContain(
    "author = {{Research and Development Group} and Ada Lovelace}",
  );
});

test("what is missing is left out", () => {
  const nothing = row({ title: null, authors: [], year: null });
  expect(bibtex([nothing])).toBe("@misc{paper\n}\n");
  expect(ris([nothing])).toBe("TY  - GEN\r\nER  - \r\n");
});

test("CSV quotes, doubles quotes, and disarms formulas", () => {
  const [head, first] = csv([
    row({ title: 'Say "hi", twice', authors: ["=HYPERLINK(1)", "B"], url: "javascript:alert(1)" }),
  ]).split("\r\n");
  expect(head).toBe("\ufefftitle,authors,year,venue,citation_count,arxiv_id,doi,url");
  expect(first).toBe(`"Say ""hi"", twice",'=HYPERLINK(1); B,1843,,,,,`);
});

test.each(["+1", "-1", "@SUM(A1)", "\tx", "=1"])("CSV disarms a title %j", (title) => {
  expect(csv([row({ title })])).toContain(`\r\n'${title}`);
});

test("RIS has one author a line, and no line of an author's making", () => {
  expect(ris([row({ authors: ["A. One", "B. Two\nUR  - http://evil"], venue: "Nature" })])).toBe(
    "TY  - JOUR\r\nTI  - A paper\r\nAU  - A. One\r\nAU  - B. Two UR - http://evil\r\nPY  - 1843\r\nJO  - Nature\r\nER  - \r\n",
  );
});

test("JSON is the rows themselves", () => {
  expect(JSON.parse(json([kapoor]))).toEqual([kapoor]);
});
