import { t } from "../platform/language";
import { factsPart } from "./facts";
import type { Place } from "./links";
import type { Plan } from "./part";
import { summaryPart } from "./summary";
import { termsPart } from "./terms";

/**
 * The panel's parts, in order. arXiv's page shows the facts already: there they come late, folded.
 *
 * What the first screen does not hold is not even evaluated before it is wanted.
 */
export function plansFor(place: Place): Plan[] {
  const onServer = place === "server";
  const facts: Plan = {
    name: "facts",
    title: t("part_facts"),
    make: factsPart,
    folded: !onServer,
    late: !onServer,
  };
  return [
    { name: "summary", title: t("part_summary"), make: summaryPart },
    ...(onServer ? [facts] : []),
    { name: "terms", title: t("part_terms"), make: termsPart },
    {
      name: "graph",
      title: t("part_graph"),
      make: async (context) => (await import("./graph")).graphPart(context),
      late: true,
    },
    {
      name: "table",
      title: t("part_table"),
      make: async (context) => (await import("./table")).tablePart(context),
      late: true,
    },
    {
      name: "similar",
      title: t("part_similar"),
      make: async (context) => (await import("./similar")).similarPart(context),
      late: true,
    },
    {
      name: "comments",
      title: t("part_comments"),
      make: async (context) => (await import("./comments")).commentsPart(context),
      late: true,
    },
    ...(onServer ? [] : [facts]),
    {
      name: "provenance",
      title: t("part_provenance"),
      make: async (context) => (await import("./provenance")).provenancePart(context),
      late: true,
    },
  ];
}
