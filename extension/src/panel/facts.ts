import type { PaperRecord } from "../api/types";
import { h } from "./dom";
import { outLink, safeUrl } from "./links";
import { type Context, isPending, nothing, type Part, whenChanged } from "./part";
import { t } from "../platform/language";
import { clip, day, number } from "./words";

type Fact = [label: string, value: (Node | string)[] | string | null];

export function factsPart({ pinned }: Context): Part {
  const body = h("div", { class: "facts" });
  const show = whenChanged(
    (view) => {
      // Lists have parts of their own.
      const {
        citations: _,
        references: __,
        similar: ___,
        terms: ____,
        ...facts
      } = view.record ?? {};
      return { facts: view.record && (facts as PaperRecord), pending: isPending(view) };
    },
    ({ facts, pending }) => {
      if (!facts) return body.replaceChildren(nothing(pending, t("facts_none"), 4));
      const known = factsOf(facts, pinned).filter((fact) => fact[1] !== null);
      body.replaceChildren(
        h(
          "dl",
          {},
          ...known.map(([label, value]) =>
            h(
              "div",
              {},
              h("dt", {}, label),
              h(
                "dd",
                { class: "text" },
                ...(typeof value === "string" ? [clip(value)] : (value ?? [])),
              ),
            ),
          ),
        ),
      );
    },
  );
  return { body, show };
}

function factsOf(record: PaperRecord, pinned: number | null): Fact[] {
  const { counts, license, arxiv_id } = record;
  return [
    [
      t("fact_arxiv_id"),
      arxiv_id && [outLink(`https://arxiv.org/abs/${arxiv_id}`, `arXiv:${arxiv_id}`)],
    ],
    [t("fact_version"), version(record, pinned)],
    [t("fact_status"), record.withdrawn ? t("withdrawn") : null],
    [t("fact_comments"), record.comments && linked(record.comments)],
    [t("fact_published"), record.published && day(record.published)],
    [t("fact_updated"), record.updated && day(record.updated)],
    [t("fact_year"), !record.published && record.year !== null ? String(record.year) : null],
    [t("fact_venue"), record.venue],
    [t("fact_categories"), categories(record)],
    [
      t("fact_licence"),
      license ? [outLink(license.url, license.label)] : arxiv_id && t("licence_none"),
    ],
    [t("fact_doi"), record.doi && [outLink(`https://doi.org/${record.doi}`, record.doi)]],
    [t("fact_journal"), record.journal_ref],
    [t("fact_report"), record.report_number],
    [t("fact_msc"), record.msc_classes],
    [t("fact_acm"), record.acm_classes],
    [t("citations"), counts.citations === null ? t("unknown") : number(counts.citations)],
    [t("references"), counts.references === null ? t("unknown") : number(counts.references)],
  ];
}

function version({ version: newest, versions }: PaperRecord, pinned: number | null): string | null {
  if (newest === null) return null;
  const date = versions.find((entry) => entry.version === newest)?.submitted;
  const last = date ? t("version_submitted", newest, day(date.slice(0, 10))) : String(newest);
  return pinned !== null && pinned !== newest ? t("version_pinned", last, pinned) : last;
}

function categories({ categories: all }: PaperRecord): (Node | string)[] | null {
  if (all.length === 0) return null;
  return [
    h(
      "ul",
      { class: "categories" },
      ...all.map(({ term, label, primary }) =>
        h(
          "li",
          { class: primary && "primary" },
          label,
          " ",
          h("span", { class: "code" }, term),
          primary && all.length > 1 && h("span", { class: "note" }, ` ${t("category_primary")}`),
        ),
      ),
    ),
  ];
}

/** Addresses within an author's comment become links. */
function linked(text: string): (Node | string)[] {
  return clip(text)
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/)
    .map((piece) => (safeUrl(piece) ? outLink(piece, piece) : piece));
}
