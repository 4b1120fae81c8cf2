import { expect, test } from "vitest";
import { arxivIdInUrl, parseArxivId } from "../../src/page/arxiv_id";

test.each([
  ["2311.09227", "2311.09227", null],
  ["2311.09227v2", "2311.09227", 2],
  ["0704.0001v12", "0704.0001", 12],
  ["hep-th/9901001", "hep-th/9901001", null],
  ["math.GT/0309136v2", "math/0309136", 2],
  ["cond-mat.mes-hall/0309136", "cond-mat/0309136", null],
])("%s is paper %s, version %s", (text, paper, version) => {
  expect(parseArxivId(text)).toEqual({ paper, version });
});

test.each([
  "",
  "foo",
  "2313.12345",
  "2311.09227v0",
  "2311.09227 2311.09228",
  "../crawls",
  "doi:10.1/x",
])("%s is none", (text) => {
  expect(parseArxivId(text)).toBeNull();
});

test.each([
  ["https://arxiv.org/abs/2311.09227", "2311.09227"],
  ["https://arxiv.org/abs/2311.09227v1?context=cs#x", "2311.09227"],
  ["https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"],
  ["https://arxiv.org/abs/hep-th%2F9901001", "hep-th/9901001"],
  ["https://export.arxiv.org/abs/arXiv:0906.5132/", "0906.5132"],
])("the page %s shows %s", (url, paper) => {
  expect(arxivIdInUrl(url)?.paper).toBe(paper);
});

test.each([
  "https://arxiv.org/list/cs/new",
  "https://arxiv.org/abs/",
  "https://arxiv.org/abs/%",
  "nonsense",
])("the page %s shows none", (url) => {
  expect(arxivIdInUrl(url)).toBeNull();
});
