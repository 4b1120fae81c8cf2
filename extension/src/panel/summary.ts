import type { Summary } from "../api/types";
import { h } from "./dom";
import { isPending, nothing, type Part, whenChanged } from "./part";
import { t } from "../platform/language";
import { texts } from "./tex";
import { clip, sourceName } from "./words";

export function summaryPart(): Part {
  const body = h("div", { class: "summary" });
  const show = whenChanged(
    (view) => ({ summary: view.record?.summary ?? null, pending: isPending(view) }),
    ({ summary, pending }) =>
      body.replaceChildren(
        ...(summary
          ? [
              h("p", { class: "lead text" }, ...texts(clip(summary.text))),
              h("p", { class: "byline" }, writtenBy(summary)),
            ]
          : [nothing(pending, t("summary_none"), 4)]),
      ),
  );
  return { body, show };
}

/** Readers weigh a machine's sentence differently from an author's. */
export function writtenBy({ source, model }: Summary): string {
  switch (source) {
    case "abstract":
      return t("summary_abstract");
    case "language_model":
      return t("summary_model", model ?? t("a_language_model"));
    case "semantic_scholar":
      return t("summary_tldr", model ? ` (${model})` : "");
    case "sample":
      return t("summary_sample");
    default:
      return t("summary_from", sourceName(source));
  }
}
