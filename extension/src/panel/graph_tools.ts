import { t } from "../platform/language";
import { button, h } from "./dom";
import { menu } from "./menu";
import type { Node } from "./network";
import { COLOURINGS, type ColourBy } from "./palette";
import { entryOf, fold } from "./rows";

export interface GraphTools {
  element: HTMLElement;
  readonly colourBy: ColourBy;
  /** Whether the filters leave a node; they leave the paper itself always. */
  leaves(node: Node): boolean;
  /** The nodes that the search finds; null where nothing is searched for. */
  found(nodes: readonly Node[]): Set<string> | null;
  /** Offers clusters only where the server names them. */
  offerClusters(some: boolean): void;
}

/** Search, colours, filters and files, above the drawing. */
export function graphTools(redraw: () => void, save: (kind: "png" | "svg") => void): GraphTools {
  const search = h("input", {
    type: "search",
    placeholder: t("graph_search"),
    "aria-label": t("graph_search"),
    "data-action": "graph-search",
  });
  const options = COLOURINGS.map((by) => h("option", { value: by }, t(`colour_${by}`)));
  const colours = h("select", { "data-action": "graph-colour" }, ...options);
  const amount = (action: string, label: string) => {
    const input = h("input", { type: "number", min: 0, "data-action": action });
    return { input, label: h("label", {}, label, input) };
  };
  const from = amount("graph-from", t("filter_from"));
  const until = amount("graph-until", t("filter_until"));
  const cited = amount("graph-cited", t("filter_cited"));
  const influential = h("input", { type: "checkbox", "data-action": "graph-influential" });
  const filters = menu(
    t("filter"),
    "graph-filter",
    from.label,
    until.label,
    cited.label,
    h("label", { class: "tick" }, influential, t("filter_influential")),
    button(t("filter_reset"), {}, () => {
      for (const { input } of [from, until, cited]) input.value = "";
      influential.checked = false;
      redraw();
    }),
  );
  const files = menu(
    t("save"),
    "graph-save",
    button("PNG", { "data-action": "graph-png" }, () => saveAs("png")),
    button("SVG", { "data-action": "graph-svg" }, () => saveAs("svg")),
  );
  function saveAs(kind: "png" | "svg"): void {
    save(kind);
    files.open = false;
  }
  for (const input of [search, from.input, until.input, cited.input]) {
    input.addEventListener("input", redraw);
  }
  influential.addEventListener("change", redraw);
  colours.addEventListener("change", redraw);

  return {
    element: h(
      "div",
      { class: "tools" },
      search,
      h("label", { class: "colours" }, t("colour"), colours),
      filters,
      files,
    ),
    get colourBy() {
      return colours.value as ColourBy;
    },
    leaves({ paper }) {
      if (paper.role === "paper") return true;
      const { year, citation_count } = paper;
      const within = (low: string, value: number | null, high: string) =>
        (low === "" || (value !== null && value >= Number(low))) &&
        (high === "" || (value !== null && value <= Number(high)));
      return (
        within(from.input.value, year, until.input.value) &&
        within(cited.input.value, citation_count, "") &&
        (!influential.checked || paper.influential === true)
      );
    },
    found(nodes) {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      if (words.length === 0) return null;
      const hit = ({ paper }: Node) => {
        const { haystack } = entryOf({ venue: null, published: null, arxiv_id: null, ...paper });
        return words.every((word) => haystack.includes(word));
      };
      return new Set(nodes.filter(hit).map(({ id }) => id));
    },
    offerClusters(some) {
      const last = options.at(-1);
      if (last) last.hidden = !some;
      if (!some && colours.value === "cluster") colours.value = "role";
    },
  };
}
