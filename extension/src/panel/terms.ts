import { h } from "./dom";
import { isPending, nothing, type Part, whenChanged } from "./part";
import { clip } from "./words";

const MOST = 24;

export function termsPart(): Part {
  const body = h("div", { class: "terms" });
  const show = whenChanged(
    (view) => ({ terms: view.record?.terms ?? [], pending: isPending(view) }),
    ({ terms, pending }) => {
      if (terms.length === 0) {
        return body.replaceChildren(nothing(pending, "Key terms need an abstract; none is known."));
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
              h("span", { class: "term text" }, clip(term, 100)),
              " ",
              h("span", { class: "weight", title: "TF-IDF weight" }, weight.toFixed(3)),
            );
            item.style.setProperty("--share", `${Math.round((100 * weight) / heaviest)}%`);
            return item;
          }),
        ),
      );
    },
  );
  return { name: "terms", title: "Key terms", body, show };
}
