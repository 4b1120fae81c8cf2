import type { Cluster, Role } from "../api/types";
import { t } from "../platform/language";
import { h } from "./dom";
import type { Node } from "./network";

export const COLOURINGS = ["role", "year", "cluster"] as const;
export type ColourBy = (typeof COLOURINGS)[number];

/** Told apart by most kinds of colour-blindness too; more clusters than these share the last. */
const CLUSTERS = 8;

const NAMES = [
  "sunken",
  "ink",
  "soft",
  "line",
  "edges",
  "paper",
  "paper-ring",
  "citing",
  "cited",
  "further",
  "link",
  "old",
  "new",
  ...Array.from({ length: CLUSTERS }, (_, at) => `cluster-${at}`),
] as const;

export type Palette = (name: string) => string;

/** The style sheet's colours as a canvas takes them: of the theme that holds at `place` now. */
export function paletteAt(place: HTMLElement): Palette {
  // One for each, so that styles are reckoned once.
  const probes = NAMES.map((name) => {
    const probe = h("i");
    probe.style.color = `var(--${name})`;
    return [name, probe] as const;
  });
  const all = h("span", { hidden: true }, ...probes.map(([, probe]) => probe));
  place.append(all);
  const read = new Map(probes.map(([name, probe]) => [name, getComputedStyle(probe).color]));
  all.remove();
  return (name) => read.get(name) || "#777";
}

const ROLE_COLOURS: Record<Role, string> = {
  paper: "paper",
  citation: "citing",
  reference: "cited",
  both: "cited",
  further: "further",
};

/** Cites and is cited: the one colour ringed with the other. */
export const ringOf = ({ paper }: Node): string =>
  paper.role === "both" ? "citing" : paper.role === "paper" ? "paper-ring" : "sunken";

/** The first and the last year of some papers. */
export function yearsOf(nodes: readonly Node[]): [number, number] | null {
  const years = nodes.flatMap(({ paper }) => (paper.year === null ? [] : [paper.year]));
  return years.length ? [Math.min(...years), Math.max(...years)] : null;
}

const clusterColour = (cluster: number) =>
  `cluster-${Math.min(CLUSTERS - 1, Math.max(0, cluster))}`;

/** What fills each node. */
export function fills(by: ColourBy, nodes: readonly Node[], colours: Palette): (n: Node) => string {
  const years = yearsOf(nodes);
  return ({ paper }) => {
    if (paper.role === "paper") return colours("paper");
    if (by === "year" && years) {
      if (paper.year === null) return colours("further");
      const share = (paper.year - years[0]) / Math.max(1, years[1] - years[0]);
      return mixed(colours("old"), colours("new"), share);
    }
    if (by === "cluster") {
      const { cluster } = paper;
      return colours(typeof cluster === "number" ? clusterColour(cluster) : "near");
    }
    return colours(ROLE_COLOURS[paper.role]);
  };
}

function mixed(from: string, to: string, share: number): string {
  const parts = (colour: string) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const [a, b] = [parts(from), parts(to)];
  const mix = (at: number) => Math.round((a[at] ?? 0) + share * ((b[at] ?? 0) - (a[at] ?? 0)));
  return `rgb(${mix(0)} ${mix(1)} ${mix(2)})`;
}

/** What the colours mean. */
export function legendOf(
  by: ColourBy,
  nodes: readonly Node[],
  clusters: readonly Cluster[],
): HTMLElement[] {
  const entry = (colour: string, text: string, name = "") => {
    const dot = h("i", {});
    dot.style.setProperty("--dot", `var(--${colour})`);
    return h("li", { class: name }, dot, text);
  };
  const first = entry("paper", t("legend_paper"), "paper");
  if (by === "year") {
    const years = yearsOf(nodes);
    return years
      ? [first, h("li", { class: "years" }, String(years[0]), h("i", {}), String(years[1]))]
      : [first];
  }
  if (by === "cluster") {
    const named = [...clusters].sort((a, b) => b.size - a.size).slice(0, CLUSTERS);
    return [first, ...named.map(({ id, name }) => entry(clusterColour(id), name, "text"))];
  }
  const some = (role: Role) => nodes.some(({ paper }) => paper.role === role);
  return [
    first,
    entry("citing", t("legend_citation"), "citation"),
    entry("cited", t("legend_reference"), "reference"),
    ...(some("further") ? [entry("further", t("legend_further"))] : []),
  ];
}
