import { h } from "./dom";
import { type Context, isPending, nothing, type Part, whenChanged } from "./part";
import { t } from "../platform/language";
import { clip } from "./words";

const MOST = 24;

export function termsPart({ place, server }: Context): Part {
  const body = h("div", { class: "terms" });

  /** A search for the term: arXiv's own, word for word; on the server's page, the server's. */
  function searchFor(term: string): string {
    const words = clip(term, 100).replaceAll('"', " ");
    if (place === "server") return `${server}/?${new URLSearchParams({ query: words })}`;
    const asked = { query: `"${words}"`, searchtype: "all" };
    return `https://arxiv.org/search/?${new URLSearchParams(asked)}`;
  }

  const show = whenChanged(
    (view) => ({ terms: view.record?.terms ?? [], pending: isPending(view) }),
    ({ terms, pending }) => {
      if (terms.length === 0) {
        return body.replaceChildren(nothing(pending, t("terms_none")));
      }
      const heaviest = Math.max(...terms.map(({ weight }) => weight));
      body.replaceChildren(
        h(
          "ul",
          {},
          ...terms.slice(0, MOST).map(({ term, weight }) => {
            const item = h(
              "li",
              {},
              h(
                "a",
                {
                  class: "term text",
                  href: searchFor(term),
                  target: "_blank",
                  rel: "noopener noreferrer",
                  title: t("term_search", clip(term, 100)),
                },
                clip(term, 100),
              ),
              " ",
              h("span", { class: "weight", title: t("term_weight") }, weight.toFixed(3)),
            );
            item.style.setProperty("--share", `${Math.round((100 * weight) / heaviest)}%`);
            return item;
          }),
        ),
      );
    },
  );
  return { body, show };
}
