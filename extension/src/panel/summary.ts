import type { Summary } from "../api/types";
import { h } from "./dom";
import { isPending, nothing, type Part, whenChanged } from "./part";
import { t } from "../platform/language";
import { texts } from "./tex";
import { clip, sourceName } from "./words";

export function summaryPart(): Part {
  const body = h("div", { class: "summary" });
  const show = whenChanged(
    ({ record, ...view }) => ({
      summary: record?.summary ?? null,
      title: record?.title ?? null,
      pending: isPending({ record, ...view }),
    }),
    ({ summary, title, pending }) =>
      body.replaceChildren(
        ...(summary
          ? [
              h("p", { class: "lead text" }, ...texts(clip(belowTitle(summary, title)))),
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

const LONGEST = 1_000; // ours are shorter

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** A summary of the paper's own words may end with its title, which whoever reads this just read. */
export function belowTitle({ text, source }: Summary, title: string | null): string {
  if (source !== "abstract" || !title || text.length > LONGEST) return text;
  const forms = [title, title.replace(/^[^:]{2,60}:\s+/, "")].map(letters);
  for (const { 0: end, index } of text.matchAll(/\S\s+/g)) {
    const at = index + end.length;
    if (forms.includes(letters(text.slice(at)))) return text.slice(0, at).trimEnd();
  }
  return text;
}
