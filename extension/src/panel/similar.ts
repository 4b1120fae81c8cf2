import type { Similar } from "../api/types";
import { authorNames } from "./authors";
import { h } from "./dom";
import { detailsUrl, outLink, safeUrl } from "./links";
import { type Context, isPending, nothing, type Part, whenChanged } from "./part";
import { t } from "../platform/language";
import { texts } from "./tex";
import { clip, day, number, TITLE_UNKNOWN, YEAR_UNKNOWN } from "./words";

export function similarPart(context: Context): Part {
  const body = h("div", { class: "similar" });
  const show = whenChanged(
    (view) => ({ similar: view.record?.similar ?? [], pending: isPending(view) }),
    ({ similar, pending }) =>
      body.replaceChildren(
        similar.length
          ? h("ul", {}, ...similar.map((entry) => item(entry, context)))
          : nothing(pending, t("similar_none"), 3),
      ),
  );
  return { body, show };
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
      ...texts(paper.title ? clip(paper.title, 500) : TITLE_UNKNOWN),
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
      score !== null &&
        h("span", { class: "score" }, t("similar_score", number(Math.round(score * 100)))),
      ...why.map((reason) => h("span", { class: "reason text" }, clip(reason, 200))),
      outLink(
        safeUrl(paper.url) ?? details,
        t("view_paper"),
        t("view_paper_named", clip(paper.title ?? TITLE_UNKNOWN, 200)),
      ),
    ),
  );
}
