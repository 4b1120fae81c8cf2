import type { Similar } from "../api/types";
import { authorNames } from "./authors";
import { h } from "./dom";
import { detailsUrl, outLink, safeUrl } from "./links";
import { type Context, isPending, nothing, type Part, whenChanged } from "./part";
import { clip, day, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

export function similarPart(context: Context): Part {
  const body = h("div", { class: "similar" });
  const show = whenChanged(
    (view) => ({ similar: view.record?.similar ?? [], pending: isPending(view) }),
    ({ similar, pending }) =>
      body.replaceChildren(
        similar.length
          ? h("ul", {}, ...similar.map((entry) => item(entry, context)))
          : nothing(pending, "No similar papers are known.", 3),
      ),
  );
  return { name: "similar", title: "Similar papers", body, show };
}

function item({ paper, score, why }: Similar, { place, server }: Context): HTMLElement {
  const when = paper.published ? day(paper.published) : (paper.year ?? YEAR_UNKNOWN);
  const details = detailsUrl(paper.id, place, server);
  return h(
    "li",
    { "data-id": paper.id },
    h(
      "a",
      { class: "title text", href: details },
      paper.title ? clip(paper.title, 500) : TITLE_UNKNOWN,
    ),
    h(
      "div",
      { class: "meta" },
      authorNames(paper.authors, paper.more_authors),
      h("span", {}, String(when)),
    ),
    h(
      "p",
      { class: "why" },
      score !== null && h("span", { class: "score" }, `${Math.round(score * 100)}% alike`),
      ...why.map((reason) => h("span", { class: "reason text" }, clip(reason, 200))),
      outLink(
        safeUrl(paper.url) ?? details,
        "View Paper",
        `View Paper: ${clip(paper.title ?? TITLE_UNKNOWN, 200)}`,
      ),
    ),
  );
}
