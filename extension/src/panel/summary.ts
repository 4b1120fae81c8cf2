import type { Summary } from "../api/types";
import { h } from "./dom";
import { isPending, nothing, type Part, whenChanged } from "./part";
import { clip, sourceName } from "./words";

export function summaryPart(): Part {
  const body = h("div", { class: "summary" });
  const show = whenChanged(
    (view) => ({ summary: view.record?.summary ?? null, pending: isPending(view) }),
    ({ summary, pending }) =>
      body.replaceChildren(
        ...(summary
          ? [
              h("p", { class: "lead text" }, clip(summary.text)),
              h("p", { class: "byline" }, writtenBy(summary)),
            ]
          : [nothing(pending, "No source has a summary of this paper.", 4)]),
      ),
  );
  return { name: "summary", title: "Quick summary", body, show };
}

/** Readers weigh a machine's sentence differently from an author's. */
export function writtenBy({ source, model }: Summary): string {
  switch (source) {
    case "abstract":
      return "Picked from the abstract: the authors’ own words.";
    case "language_model":
      return `Written by ${model ?? "a language model"}; check it against the abstract.`;
    case "semantic_scholar":
      return `Written by Semantic Scholar’s TLDR model${model ? ` (${model})` : ""}.`;
    case "sample":
      return "From the sample that ships with ArxivLens.";
    default:
      return `From ${sourceName(source)}.`;
  }
}
