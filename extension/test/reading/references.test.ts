import { expect, test } from "vitest";
import { matching } from "../../src/reading/references";
import { row } from "../samples/papers";

const references = [
  row({ id: "1706.03762", arxiv_id: "1706.03762", title: "Attention Is All You Need" }),
  row({ id: "doi:10.1000/182", title: "On Computable Numbers" }),
  row({ id: "s2:1", title: "Gödel’s Theorems: an Introduction" }),
  row({ id: "s2:2", title: "Gödel’s Theorems: an Introduction to Them All" }),
  row({ id: "s2:3", title: "Notes" }),
  row({ id: "s2:4", title: null }),
];
const find = (text: string, links: string[] = []) => matching({ text, links }, references)?.id;

test.each([
  ["Vaswani et al. arXiv:1706.03762v5, 2017", [], "1706.03762"],
  ["Vaswani et al.", ["https://arxiv.org/pdf/1706.03762v1"], "1706.03762"],
  ["Turing", ["https://doi.org/10.1000/182"], "doi:10.1000/182"],
  ["Turing. doi:10.1000/182", [], "doi:10.1000/182"],
  ["A. Vaswani: attention is all you need. NIPS 2017", [], "1706.03762"],
  ["Godel's theorems — an introduction to them all", [], "s2:2"],
])("%s is %s", (text, links, id) => {
  expect(find(text, links)).toBe(id);
});

test.each(["Notes on notes", "", "Somebody else, 1999", "arXiv:2401.00001", "%"])(
  "%j is none of them",
  (text) => {
    expect(find(text, ["https://doi.org/%"])).toBeUndefined();
  },
);
