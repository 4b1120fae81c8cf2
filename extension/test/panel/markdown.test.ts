import { expect, test } from "vitest";
import { markdown } from "../../src/panel/markdown";

function shown(text: string): string {
  const made = document.createElement("div");
  made.append(...markdown(text));
  return made.innerHTML;
}

test.each([
  ["**bold** and *slanted*", '<p class="paragraph"><strong>bold</strong> and <em>slanted</em></p>'],
  ["one\ntwo", '<p class="paragraph">one<br>two</p>'],
  ["- a\n- b", "<ul><li><span>a</span></li><li><span>b</span></li></ul>"],
  ["3. a", '<ol start="3"><li><span>a</span></li></ol>'],
  ["> said", '<blockquote><p class="paragraph">said</p></blockquote>'],
  ["`a < b`", '<p class="paragraph"><code>a &lt; b</code></p>'],
  ["a < b &lt; c", '<p class="paragraph">a &lt; b &lt; c</p>'],
  ["# Head", '<p class="heading">Head</p>'],
])("%j", (text, markup) => {
  expect(shown(text)).toBe(markup);
});

test("a link goes out in a new tab, or stays text", () => {
  const link = shown("[arXiv](https://arxiv.org/abs/2311.09227)");
  expect(link).toContain('href="https://arxiv.org/abs/2311.09227"');
  expect(link).toContain('rel="noopener noreferrer"');
  expect(shown("[x](javascript:alert(1))")).toBe('<p class="paragraph"><span>x</span></p>');
});

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "![x](https://evil.example/pixel.png)",
  '<a href="javascript:alert(1)">x</a>',
  "| a | b |\n|---|---|\n| c | d |",
])("no markup and no picture: %j", (text) => {
  const made = document.createElement("div");
  made.append(...markdown(text));
  expect(made.querySelector("script, img, a, table, [onerror]")).toBeNull();
  expect(made.textContent).toContain(text.slice(0, 10));
});

test.each(["> ", "- ", "[", "*a ", "<", "`", "![", "1. "])("a great heap of %j", (heap) => {
  const made = document.createElement("div");
  made.append(...markdown(heap.repeat(5_000)));
  expect(made.childNodes.length).toBeGreaterThan(0);
});
