import type { PaperRecord } from "../api/types";
import { h } from "./dom";
import { outLink, safeUrl } from "./links";
import { type Context, isPending, nothing, type Part, whenChanged } from "./part";
import { clip, day, number } from "./words";

type Fact = [label: string, value: (Node | string)[] | string | null];

export function factsPart({ place, pinned }: Context): Part {
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
      if (!facts) return body.replaceChildren(nothing(pending, "Nothing is known yet.", 4));
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
  return { name: "facts", title: "Facts", body, show, folded: place === "arxiv" };
}

function factsOf(record: PaperRecord, pinned: number | null): Fact[] {
  const { counts, license, arxiv_id } = record;
  return [
    ["arXiv id", arxiv_id && [outLink(`https://arxiv.org/abs/${arxiv_id}`, `arXiv:${arxiv_id}`)]],
    ["Version", version(record, pinned)],
    ["Status", record.withdrawn ? "withdrawn" : null],
    ["Comments", record.comments && linked(record.comments)],
    ["First published", record.published && day(record.published)],
    ["Last updated", record.updated && day(record.updated)],
    ["Year", !record.published && record.year !== null ? String(record.year) : null],
    ["Venue", record.venue],
    ["Categories", categories(record)],
    ["Licence", license ? [outLink(license.url, license.label)] : arxiv_id && "not stated"],
    ["DOI", record.doi && [outLink(`https://doi.org/${record.doi}`, record.doi)]],
    ["Journal reference", record.journal_ref],
    ["Report number", record.report_number],
    ["MSC classes", record.msc_classes],
    ["ACM classes", record.acm_classes],
    ["Citations", counts.citations === null ? "unknown" : number(counts.citations)],
    ["References", counts.references === null ? "unknown" : number(counts.references)],
  ];
}

function version({ version: newest, versions }: PaperRecord, pinned: number | null): string | null {
  if (newest === null) return null;
  const date = versions.find((entry) => entry.version === newest)?.submitted;
  const last = date ? `${newest}, submitted ${day(date.slice(0, 10))}` : String(newest);
  return pinned !== null && pinned !== newest
    ? `${last} (this page shows version ${pinned})`
    : last;
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
          primary && all.length > 1 && h("span", { class: "note" }, " primary"),
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
