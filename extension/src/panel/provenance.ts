import type { Source } from "../api/types";
import { button, h } from "./dom";
import { outLink } from "./links";
import { type Context, isPending, nothing, type Part, whenChanged } from "./part";
import { ago, clip, number, sourceName } from "./words";

const STATES: Record<Source["state"], string> = {
  ok: "complete",
  capped: "partly",
  unknown: "not known there",
  resting: "resting",
  down: "down",
};

export function provenancePart({ refresh }: Context): Part {
  const list = h("div", { class: "sources" });
  const again = button(
    "Refresh from all sources",
    { class: "quiet", "data-action": "refresh" },
    refresh,
  );
  const body = h("div", { class: "provenance" }, list, again);
  const showSources = whenChanged(
    (view) => ({ sources: view.record?.sources ?? [], pending: isPending(view) }),
    ({ sources, pending }) =>
      list.replaceChildren(
        sources.length
          ? h("ul", {}, ...sources.map(item))
          : nothing(pending, "No source has been asked about this paper yet.", 3),
      ),
  );
  return {
    name: "provenance",
    title: "Where this comes from",
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
    h("span", { class: "state", title: source.state }, STATES[source.state] ?? source.state),
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
  if (part === "metadata" || count === null) return part;
  const what = part === "similar" ? "similar papers" : part;
  return total === null
    ? `${number(count)} ${what}`
    : `${number(count)} of ${number(total)} ${what}`;
}
