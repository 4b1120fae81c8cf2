import { type List, Problem } from "../api/client";
import type { Page, PaperRecord, Row, Source } from "../api/types";
import { button, h } from "./dom";
import { exportMenu } from "./export";
import type { View } from "./follow";
import { type Context, isPending, nothing, type Part } from "./part";
import { howMuch } from "./provenance";
import { type Column, type Entry, entryOf, filtered, type Order, sorted } from "./rows";
import { tableRow } from "./table_row";
import { ago, clip, number, sourceName } from "./words";

const ROWS_SHOWN = 100;
/** The record holds no more rows than this; the others come in pages. */
const ROWS_IN_RECORD = 1_000;

const LISTS: readonly List[] = ["citations", "references"];
const NAMES = { citations: "Citations", references: "References" };
const COLUMNS: readonly [Column, string][] = [
  ["title", "Title"],
  ["authors", "Authors"],
  ["year", "Year"],
  ["citations", "Cited by"],
];

export function tablePart(context: Context): Part {
  const entries: Record<List, Entry[]> = { citations: [], references: [] };
  let record: PaperRecord | null = null;
  let pending = true;
  let list: List = "citations";
  let order: Order = { column: "year", descending: true };
  let matching: Entry[] = [];
  let first = 0;

  const tabs = LISTS.map((name) =>
    button(NAMES[name], { role: "tab", "data-tab": name, "aria-controls": "rows" }, () =>
      open(name),
    ),
  );
  const filter = h("input", {
    type: "search",
    placeholder: "Filter by title, author, year",
    "aria-label": "Filter the table",
    "data-action": "filter",
  });
  const heads = COLUMNS.map(([column, name]) =>
    h(
      "th",
      { scope: "col", class: column },
      button(name, { "data-sort": column }, () => sortBy(column)),
    ),
  );
  const body = h("tbody");
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...heads, h("th", { scope: "col", class: "view" }, "View Paper"))),
    body,
  );
  const empty = h("div");
  const source = h("p", { class: "completeness" });
  const pager = h("div", { class: "pager" });
  const rest = button("", { class: "quiet", hidden: true, "data-action": "load-rest" }, () =>
    loadRest(),
  );
  const exporting = exportMenu(() => ({
    rows: matching.map(({ row }) => row),
    name: `${context.paper}-${list}`,
  }));
  // It scrolls in itself, so that whoever cannot use a mouse must be able to stand in it.
  const panel = h(
    "div",
    { role: "tabpanel", id: "rows", class: "rows", tabindex: 0 },
    table,
    empty,
  );
  const tablist = h("div", { role: "tablist", "aria-label": "Lists" }, ...tabs);
  const element = h(
    "div",
    { class: "table" },
    h("div", { class: "tools" }, tablist, filter, exporting),
    panel,
    h("div", { class: "foot" }, source, rest, pager),
  );

  function open(name: List): void {
    list = name;
    arrange();
  }

  function sortBy(column: Column): void {
    const numeric = column === "year" || column === "citations";
    order = { column, descending: order.column === column ? !order.descending : numeric };
    arrange();
  }

  /** Filters and sorts anew, from the first row. */
  function arrange(): void {
    matching = sorted(filtered(entries[list], filter.value), order);
    turnTo(0);
  }

  function turnTo(row: number): void {
    first = row;
    for (const tab of tabs) {
      const name = tab.dataset.tab as List;
      const count = record?.counts[name] ?? entries[name].length;
      tab.replaceChildren(
        NAMES[name],
        " ",
        h("span", { class: "count" }, record ? number(count) : ""),
      );
      tab.setAttribute("aria-selected", String(name === list));
      tab.tabIndex = name === list ? 0 : -1;
    }
    heads.forEach((head, at) => {
      const sort =
        COLUMNS[at]?.[0] === order.column && (order.descending ? "descending" : "ascending");
      if (sort) head.setAttribute("aria-sort", sort);
      else head.removeAttribute("aria-sort");
    });
    const shown = matching.slice(first, first + ROWS_SHOWN);
    panel.scrollTop = 0;
    body.replaceChildren(...shown.map(({ row }) => tableRow(row, context)));
    mark(context.selection.id);
    table.hidden = shown.length === 0;
    table.classList.toggle(
      "uncounted",
      !entries[list].some(({ row }) => row.citation_count !== null),
    );
    empty.replaceChildren(...(shown.length ? [] : [nothing(pending && !filter.value, none(), 5)]));
    pager.replaceChildren(...pages());
    source.textContent = record ? completeness(record.sources, list) : "";
    exporting.hidden = matching.length === 0;
    const held = entries[list].length;
    const all = record?.counts[list] ?? held;
    rest.hidden = held !== ROWS_IN_RECORD || all <= held;
    rest.textContent = "Load the rest";
  }

  function none(): string {
    if (filter.value) return `No row holds “${clip(filter.value, 100)}”.`;
    return list === "citations"
      ? "No source knows a paper that cites this one."
      : "No source knows this paper’s references.";
  }

  function pages(): (Node | string)[] {
    if (matching.length <= ROWS_SHOWN) {
      return matching.length < entries[list].length
        ? [`${number(matching.length)} of ${number(entries[list].length)}`]
        : [];
    }
    const last = Math.min(first + ROWS_SHOWN, matching.length);
    const previous = button("Previous", { class: "quiet", "data-action": "previous" }, () =>
      turnTo(first - ROWS_SHOWN),
    );
    const following = button("Next", { class: "quiet", "data-action": "next" }, () =>
      turnTo(first + ROWS_SHOWN),
    );
    previous.disabled = first === 0;
    following.disabled = last === matching.length;
    const where = `${number(first + 1)}–${number(last)} of ${number(matching.length)}`;
    return [h("span", { role: "status" }, where), previous, following];
  }

  /** The rows beyond those in the record, page by page. */
  async function loadRest(): Promise<void> {
    const wanted = list;
    const rows: Row[] = [];
    rest.disabled = true;
    try {
      let cursor: string | null = null;
      do {
        const page: Page<Row> = await context.client.ask("rows", {
          paper: context.paper,
          list: wanted,
          cursor,
        });
        rows.push(...page.items);
        cursor = page.next;
        rest.textContent = `${number(rows.length)} of ${number(page.total)}…`;
      } while (cursor);
      entries[wanted] = rows.map(entryOf);
      arrange();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      rest.textContent = `${error.detail} Try again`;
    } finally {
      rest.disabled = false;
    }
  }

  function mark(id: string | null): void {
    for (const row of body.children) {
      row.classList.toggle("selected", id !== null && (row as HTMLElement).dataset.id === id);
    }
  }

  filter.addEventListener("input", arrange);
  tablist.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    open(list === "citations" ? "references" : "citations");
    tabs.find((tab) => tab.tabIndex === 0)?.focus();
  });
  const pointed = (event: Event) =>
    (event.target as Element).closest<HTMLElement>("tr")?.dataset.id ?? null;
  body.addEventListener("pointerover", (event) => context.selection.select(pointed(event)));
  body.addEventListener("focusin", (event) => context.selection.select(pointed(event)));
  body.addEventListener("pointerleave", () => context.selection.select(null));
  context.selection.onChange(mark);
  arrange();

  function show(view: View): void {
    const isNew = view.record !== record;
    const wasPending = pending;
    pending = isPending(view);
    record = view.record;
    if (isNew && record) {
      for (const name of LISTS) entries[name] = record[name].map(entryOf);
      if (entries[list].length === 0 && entries.references.length > 0 && !pending)
        list = "references";
    }
    if (isNew || pending !== wasPending) {
      const row = first;
      arrange();
      if (row < matching.length) turnTo(row);
    }
  }

  return { name: "table", title: "Citations and references", body: element, show };
}

/** "37 of 37 citations, Semantic Scholar, today" */
function completeness(sources: Source[], list: List): string {
  return sources
    .filter(({ part, count }) => part === list && count !== null)
    .map((source) =>
      [howMuch(source), sourceName(source.name), source.fetched_at && ago(source.fetched_at)]
        .filter(Boolean)
        .join(", "),
    )
    .join("; ");
}
