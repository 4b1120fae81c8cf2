import type { Client } from "../api/client";
import type { Memory } from "../platform/memory";
import type { PartName } from "../platform/options";
import { button, h, icon } from "./dom";
import type { View } from "./follow";
import type { Layout } from "./layout";
import type { Place } from "./links";
import type { Selection } from "./selection";

/** What every part may use. */
export interface Context {
  paper: string;
  /** The version that the address of arXiv's page pins. */
  pinned: number | null;
  place: Place;
  server: string;
  client: Client;
  memory: Memory;
  selection: Selection;
  layout: Layout;
  /** Has the paper collected anew. */
  refresh(): void;
}

/** One part of the panel; `name` is its `data-part`. */
export interface Part {
  name: PartName;
  title: string;
  body: HTMLElement;
  /** Closed until the reader opens it. */
  folded?: boolean;
  show(view: View): void;
}

/** Calls `render` with what `pick` takes from a view, whenever that is new. */
export function whenChanged<T>(
  pick: (view: View) => T,
  render: (value: T) => void,
): (view: View) => void {
  let last: string | undefined;
  return (view) => {
    const value = pick(view);
    const key = JSON.stringify(value);
    if (key === last) return;
    last = key;
    render(value);
  };
}

/** Whether an answer may still come. */
export const isPending = (view: View) => view.state === "loading" || view.state === "collecting";

/** Stands where text will be. */
export function skeleton(lines: number): HTMLElement {
  const bars = Array.from({ length: lines }, () => h("span", { class: "bar" }));
  return h("div", { class: "skeleton", "aria-hidden": "true" }, ...bars);
}

/** Says why a part has nothing, while its answer is awaited or after. */
export function nothing(pending: boolean, none: string, lines = 2): HTMLElement {
  return pending ? skeleton(lines) : h("p", { class: "none" }, none);
}

export const CHEVRON = "M6 9l6 6 6-6";

/** A part with its heading, which folds it; the reader's choice is remembered. */
export function section(part: Part, memory: Memory): HTMLElement {
  const content = h("div", { class: "content", id: `${part.name}-content` }, part.body);
  const toggle = button(part.title, { class: "fold", "aria-controls": content.id }, () => {
    fold(!content.hidden);
    void memory.write(`folded.${part.name}`, content.hidden);
  });
  toggle.append(icon(CHEVRON));
  const heading = h("h2", { id: `${part.name}-heading` }, toggle);
  const element = h(
    "section",
    { "data-part": part.name, "aria-labelledby": heading.id },
    heading,
    content,
  );
  const fold = (closed: boolean) => {
    content.hidden = closed;
    toggle.setAttribute("aria-expanded", String(!closed));
  };
  fold(part.folded ?? false);
  void memory.read(`folded.${part.name}`).then((stored) => {
    if (typeof stored === "boolean") fold(stored);
  });
  return element;
}
