import { type List, Problem } from "../api/client";
import type { Page, PaperRecord, Row, Source } from "../api/types";
import { t } from "../platform/language";
import { button, h } from "./dom";
import { exportMenu } from "./export";
import type { View } from "./follow";
import { type Context, isPending, nothing, type Part } from "./part";
import { howMuch } from "./provenance";
import { type Column, type Entry, entryOf, filtered, marksOf, type Order, sorted } from "./rows";
import { tableRow } from "./table_row";
import { ago, clip, number, sourceName } from "./words";

/**
 * Rows come in pages, not in a window that slides over ten thousand: what is on the page is found by
 * the browser's own search, counted and walked through by a screen reader, and stays where it is
 * under the reader's eyes. More rows than these take longer to lay out than a frame or two.
 */
const ROWS_SHOWN = 50;
/** The record holds no more rows than this; the others come in pages. */
const ROWS_IN_RECORD = 1_000;

const LISTS: readonly List[] = ["citations", "references"];
const COLUMNS: readonly Column[] = ["title", "authors", "marks", "year", "citations"];
/** These are read from the greatest down at first. */
const NUMERIC: readonly Column[] = ["marks", "year", "citations"];

export function tablePart(context: Context): Part {
  const { selection } = context;
  const entries: Record<List, Entry[]> = { citations: [], references: [] };
  let record: PaperRecord | null = null;
  let pending = true;
  let list: List = "citations";
  let order: Order = { column: "year", descending: true };
  /** All rows of the list in their order, so that typing a filter sorts nothing. */
  let ordered: readonly Entry[] = [];
  let matching: readonly Entry[] = [];
  const made = new WeakMap<Row, HTMLElement>();
  let first = 0;

  const tabs = LISTS.map((name) =>
    button(t(name), { role: "tab", "data-tab": name, "aria-controls": "rows" }, () => open(name)),
  );
  const filter = h("input", {
    type: "search",
    placeholder: t("table_filter"),
    "aria-label": t("table_filter"),
    "data-action": "filter",
  });
  const heads = COLUMNS.map((column) =>
    h(
      "th",
      { scope: "col", class: column },
      button(t(`column_${column}`), { "data-sort": column }, () => sortBy(column)),
    ),
  );
  const all = h("input", { type: "checkbox", "aria-label": t("choose_all") });
  const body = h("tbody");
  const table = h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col", class: "tick" }, all),
        ...heads,
        h("th", { scope: "col", class: "view" }, t("view_paper")),
      ),
    ),
    body,
  );
  const empty = h("div");
  const source = h("p", { class: "completeness" });
  const pager = h("div", { class: "pager" });
  const rest = button(
    t("load_rest"),
    { class: "quiet", hidden: true, "data-action": "load-rest" },
    () => loadRest(),
  );
  const exporting = exportMenu(() => ({ rows: wanted(), name: `${context.paper}-${list}` }));
  const exportLabel = exporting.querySelector("summary");
  // It scrolls in itself, so that whoever cannot use a mouse must be able to stand in it.
  const panel = h(
    "div",
    { role: "tabpanel", id: "rows", class: "rows", tabindex: 0, "aria-label": t("part_table") },
    table,
    empty,
  );
  const tablist = h("div", { role: "tablist", "aria-label": t("lists") }, ...tabs);
  const element = h(
    "div",
    { class: "table" },
    h("div", { class: "tools" }, tablist, filter, exporting),
    panel,
    h("div", { class: "foot" }, source, rest, pager),
  );

  /** What an export holds: the chosen rows of this list, else all that the filter leaves. */
  function wanted(): Row[] {
    const chosen = entries[list].filter(({ row }) => selection.chosen.has(row.id));
    return (chosen.length ? chosen : matching).map(({ row }) => row);
  }

  function open(name: List): void {
    list = name;
    arrange();
  }

  function sortBy(column: Column): void {
    const same = order.column === column;
    order = { column, descending: same ? !order.descending : NUMERIC.includes(column) };
    arrange();
  }

  /** Sorts and filters anew, from the first row. */
  function arrange(): void {
    ordered = sorted(entries[list], order);
    find();
  }

  function find(): void {
    matching = filtered(ordered, filter.value);
    turnTo(0);
  }

  function rowOf(row: Row): HTMLElement {
    const element = made.get(row) ?? tableRow(row, context);
    made.set(row, element);
    return element;
  }

  function turnTo(row: number): void {
    first = row;
    for (const tab of tabs) {
      const name = tab.dataset.tab as List;
      const count = record?.counts[name] ?? entries[name].length;
      tab.replaceChildren(t(name), " ", h("span", { class: "count" }, record ? number(count) : ""));
      tab.setAttribute("aria-selected", String(name === list));
      tab.tabIndex = name === list ? 0 : -1;
    }
    heads.forEach((head, at) => {
      const sort = COLUMNS[at] === order.column && (order.descending ? "descending" : "ascending");
      if (sort) head.setAttribute("aria-sort", sort);
      else head.removeAttribute("aria-sort");
    });
    const shown = matching.slice(first, first + ROWS_SHOWN);
    panel.scrollTop = 0;
    body.replaceChildren(...shown.map(({ row }) => rowOf(row)));
    mark();
    table.hidden = shown.length === 0;
    const some = (test: (row: Row) => boolean) => entries[list].some(({ row }) => test(row));
    table.classList.toggle("uncounted", !some(({ citation_count }) => citation_count !== null));
    table.classList.toggle("unmarked", !some((row) => marksOf(row) > 0));
    empty.replaceChildren(...(shown.length ? [] : [nothing(pending && !filter.value, none(), 5)]));
    pager.replaceChildren(...pages());
    source.textContent = record ? completeness(record.sources, list) : "";
    exporting.hidden = matching.length === 0;
    const held = entries[list].length;
    rest.hidden = held !== ROWS_IN_RECORD || (record?.counts[list] ?? held) <= held;
  }

  function none(): string {
    if (filter.value) return t("table_no_match", clip(filter.value, 100));
    return t(`${list}_none`);
  }

  function pages(): (Node | string)[] {
    if (matching.length <= ROWS_SHOWN) {
      const held = entries[list].length;
      return matching.length < held ? [t("count_of", number(matching.length), number(held))] : [];
    }
    const last = Math.min(first + ROWS_SHOWN, matching.length);
    const turn = (key: "previous" | "next", to: number, possible: boolean) => {
      const turner = button(t(key), { class: "quiet", "data-action": key }, () => turnTo(to));
      turner.disabled = !possible;
      return turner;
    };
    const where = t("range_of", number(first + 1), number(last), number(matching.length));
    return [
      h("span", { role: "status" }, where),
      turn("previous", first - ROWS_SHOWN, first > 0),
      turn("next", first + ROWS_SHOWN, last < matching.length),
    ];
  }

  /** The rows beyond those in the record, page by page. */
  async function loadRest(): Promise<void> {
    const of = list;
    const found: Entry[] = [];
    rest.disabled = true;
    try {
      let cursor: string | null = null;
      do {
        const page: Page<Row> = await context.client.ask("rows", {
          paper: context.paper,
          list: of,
          cursor,
        });
        found.push(...page.items.map(entryOf));
        cursor = page.next;
        rest.textContent = t("loading_rest", number(found.length), number(page.total));
      } while (cursor);
      entries[of] = found;
      rest.textContent = t("load_rest");
      arrange();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      rest.textContent = t("load_rest_failed", error.detail);
    } finally {
      rest.disabled = false;
    }
  }

  /** Shows in the rows what is pointed at and what is chosen. */
  function mark(): void {
    for (const row of body.querySelectorAll<HTMLElement>("tr")) {
      const { id = "" } = row.dataset;
      const chosen = selection.chosen.has(id);
      row.classList.toggle("selected", id === selection.id);
      row.classList.toggle("chosen", chosen);
      const tick = row.querySelector<HTMLInputElement>(".tick input");
      if (tick) tick.checked = chosen;
    }
    const ticked = entries[list].filter(({ row }) => selection.chosen.has(row.id)).length;
    all.checked = ticked > 0 && ticked === matching.length;
    all.indeterminate = ticked > 0 && !all.checked;
    if (exportLabel) {
      exportLabel.textContent = ticked ? t("export_chosen", number(ticked)) : t("export");
    }
  }

  all.addEventListener("change", () => {
    const ids = matching.map(({ row }) => row.id);
    selection.chooseAll(ids, all.checked);
  });
  filter.addEventListener("input", find);
  tablist.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    open(list === "citations" ? "references" : "citations");
    tabs.find((tab) => tab.tabIndex === 0)?.focus();
  });
  const pointed = (event: Event) =>
    (event.target as Element).closest<HTMLElement>("tr")?.dataset.id ?? null;
  body.addEventListener("pointerover", (event) => selection.point(pointed(event)));
  body.addEventListener("focusin", (event) => selection.point(pointed(event)));
  body.addEventListener("pointerleave", () => selection.point(null));
  selection.onChange(mark);
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

  return { body: element, show };
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
