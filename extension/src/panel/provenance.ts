import type { Source } from "../api/types";
import { button, h } from "./dom";
import { outLink } from "./links";
import { own } from "./own";
import { type Context, isPending, nothing, type Part, whenChanged } from "./part";
import { t } from "../platform/language";
import { ago, clip, number, partName, sourceName } from "./words";

const STATES: Record<Source["state"], string> = {
  ok: t("state_ok"),
  capped: t("state_capped"),
  unknown: t("state_unknown"),
  resting: t("state_resting"),
  down: t("state_down"),
};

export function provenancePart({ refresh }: Context): Part {
  const list = h("div", { class: "sources" });
  const again = button(t("refresh"), { class: "quiet", "data-action": "refresh" }, refresh);
  const body = h("div", { class: "provenance" }, list, again);
  const showSources = whenChanged(
    (view) => ({ sources: view.record?.sources ?? [], pending: isPending(view) }),
    ({ sources, pending }) =>
      list.replaceChildren(
        sources.length
          ? h("ul", {}, ...sources.map(item))
          : nothing(pending, t("provenance_none"), 3),
      ),
  );
  return {
    body,
    show(view) {
      showSources(view);
      again.disabled = isPending(view);
    },
  };
}

function item(source: Source): HTMLElement {
  const name = sourceName(source.name);
  return h(
    "li",
    { "data-state": source.state },
    h(
      "span",
      { class: "state", title: source.state },
      own(STATES, source.state) ?? clip(source.state, 40),
    ),
    h(
      "span",
      { class: "what" },
      h("strong", {}, source.url ? outLink(source.url, name) : name),
      `: ${howMuch(source)}`,
      source.fetched_at &&
        h("span", { class: "when", title: source.fetched_at }, `, ${ago(source.fetched_at)}`),
    ),
    source.message && h("span", { class: "message text" }, clip(source.message, 500)),
  );
}

/** "37 of 37 citations"; the part's name where there is nothing to count. */
export function howMuch({ part, count, total }: Pick<Source, "part" | "count" | "total">): string {
  const what = partName(part);
  if (part === "metadata" || count === null) return what;
  return total === null
    ? t("held", number(count), what)
    : t("held_of", number(count), number(total), what);
}
