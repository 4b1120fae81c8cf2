import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { paperOfPage, place, whenPaperComes } from "../../src/page/abs";

function page(sample: string): Document {
  const html = readFileSync(join(import.meta.dirname, `../samples/abs/${sample}.html`), "utf8");
  // Scripts and style sheets of the page are none of ours to run.
  return new DOMParser().parseFromString(html.replace(/<(script|link)[\s\S]*?>/g, ""), "text/html");
}

test.each([
  ["0704.0001", "https://arxiv.org/abs/0704.0001", { paper: "0704.0001", version: null }],
  ["0704.0615v1", "https://arxiv.org/abs/0704.0615v1", { paper: "0704.0615", version: 1 }],
  [
    "acc-phys_9411002",
    "https://arxiv.org/abs/acc-phys/9411002",
    { paper: "acc-phys/9411002", version: null },
  ],
  // An address that says it in no form of ours: the page itself does.
  [
    "abs_id_0906.3421__200",
    "https://arxiv.org/abs/id?0906.3421",
    { paper: "0906.3421", version: null },
  ],
])("%s at %s", (sample, url, expected) => {
  expect(paperOfPage(page(sample), url)).toEqual(expected);
});

test("an error page shows no paper, whatever its address", () => {
  expect(
    paperOfPage(page("abs_0906.5132v99__404"), "https://arxiv.org/abs/0906.5132v99"),
  ).toBeNull();
});

test("the panel stands after the metadata, within the column", () => {
  const shown = page("0704.0001");
  const host = shown.createElement("arxiv-lens");
  place(host, shown);
  expect(host.previousElementSibling?.id).toBe("content-inner");
  expect(host.closest(".leftcolumn")).not.toBeNull();
});

test("the paper is noticed as soon as the parser has come past it", async () => {
  const shown = document.implementation.createHTMLDocument();
  const then = vi.fn();
  whenPaperComes(shown, then);
  shown.body.append(shown.createElement("p"));
  await Promise.resolve();
  expect(then).not.toHaveBeenCalled();
  const article = shown.createElement("div");
  article.id = "content-inner";
  shown.body.append(article);
  await new Promise((done) => setTimeout(done, 20));
  expect(then).not.toHaveBeenCalled(); // what is still to come of it would move the panel
  shown.body.append("\n");
  await vi.waitFor(() => expect(then).toHaveBeenCalledOnce());
});
