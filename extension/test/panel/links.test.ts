import { expect, test } from "vitest";
import { detailsUrl, outLink, safeUrl } from "../../src/panel/links";

test.each([
  "javascript:alert(1)",
  " JavaScript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "file:///etc/passwd",
  "blob:https://arxiv.org/1",
  "https://user:secret@example.org/",
  "//example.org/x",
  "/abs/1",
  "",
  null,
])("no link goes to %s", (url) => {
  expect(safeUrl(url)).toBeNull();
  const element = outLink(url, "View Paper");
  expect(element.tagName).toBe("SPAN");
  expect(element.textContent).toBe("View Paper");
});

test("a link out opens apart and tells nothing of where it was", () => {
  const link = outLink("https://doi.org/10.1/x", "10.1/x");
  expect(link.getAttribute("href")).toBe("https://doi.org/10.1/x");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer");
  expect(link.getAttribute("target")).toBe("_blank");
});

test.each([
  ["2311.09227", "arxiv", "https://arxiv.org/abs/2311.09227"],
  ["hep-th/9901001", "server", "http://127.0.0.1:8765/abs/hep-th/9901001"],
  ["doi:10.1/a b?c#d", "arxiv", "http://127.0.0.1:8765/abs/doi%3A10.1/a%20b%3Fc%23d"],
  ["javascript:alert(1)", "arxiv", "http://127.0.0.1:8765/abs/javascript%3Aalert(1)"],
] as const)("the details of %s, seen on %s, are at %s", (id, place, url) => {
  expect(detailsUrl(id, place, "http://127.0.0.1:8765")).toBe(url);
});
