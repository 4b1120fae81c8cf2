import { expect, test } from "vitest";
import { texts } from "../../src/panel/tex";

/** What is made of a text: mathematics as its elements, without the namespace. */
function shown(text: string): string {
  const made = document.createElement("p");
  made.append(...texts(text));
  return made.innerHTML.replaceAll(/ xmlns="[^"]*"/g, "");
}

test.each([
  ["no mathematics", "no mathematics"],
  ["$x^2$", "<math><msup><mi>x</mi><mn>2</mn></msup></math>"],
  ["$\\alpha_{s}$", "<math><msub><mi>α</mi><mi>s</mi></msub></math>"],
  ["$x_i^2$", "<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></math>"],
  ["$\\mathbb{R}$", "<math><mi>ℝ</mi></math>"],
  ["$\\mathcal N=4$", "<math><mrow><mi>𝒩</mi><mo>=</mo><mn>4</mn></mrow></math>"],
  ["$\\sqrt{s}$", "<math><msqrt><mi>s</mi></msqrt></math>"],
  ["$f'$", "<math><msup><mi>f</mi><mo>′</mo></msup></math>"],
  ["$\\hat{H}$", '<math><mover accent="true"><mi>H</mi><mo>^</mo></mover></math>'],
  ["$\\sin x$", "<math><mrow><mi>sin</mi><mi>x</mi></mrow></math>"],
  ["\\(a\\)", "<math><mi>a</mi></math>"],
  ["$10\\text{ GeV}$", "<math><mrow><mn>10</mn><mtext> GeV</mtext></mrow></math>"],
])("%s", (text, markup) => {
  expect(shown(text)).toBe(markup);
});

test("an argument without braces is one figure", () => {
  expect(shown("$\\frac12$")).toBe("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>");
  expect(shown("$x^10$")).toBe(
    "<math><mrow><msup><mi>x</mi><mn>1</mn></msup><mn>0</mn></mrow></math>",
  );
});

test.each([
  "$\\unknown{x}$",
  "$\\constructor{x}$",
  "$\\href{javascript:alert(1)}{x}$",
  "$x^$",
  "${x$",
  "$x}$",
  `$${"{".repeat(500)}${"}".repeat(500)}$`,
  `$${"x^{".repeat(200)}$`,
  `$${"x".repeat(3000)}$`,
  "costs $5 or so",
  "$$",
  "$ $",
])("what we do not know stays as it is: %j", (text) => {
  expect(shown(text)).toBe(text);
});

test("more than a few hundred formulas are no title", () => {
  expect(shown("$x$ ".repeat(1_000)).split("<math>")).toHaveLength(201);
});

test.each(["$", "\\(", "${", "$x^", "$\\frac"])("a great heap of %j ends", (heap) => {
  expect(shown(heap.repeat(1_000)).length).toBeGreaterThan(0);
});
