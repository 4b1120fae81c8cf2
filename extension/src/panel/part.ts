import type { Client } from "../api/client";
import type { Memory } from "../platform/memory";
import type { PartName } from "../platform/options";
import { button, h, icon } from "./dom";
import type { View } from "./follow";
import type { Layout } from "./layout";
import type { Place } from "./links";
import { keepRoom } from "./room";
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

export interface Part {
  body: HTMLElement;
  show(view: View): void;
}

/** A part of the panel that is to be made; `name` is its `data-part`. */
export interface Plan {
  name: PartName;
  title: string;
  make(context: Context): Part | Promise<Part>;
  /** Closed until the reader opens it. */
  folded?: boolean;
  /** Made once it comes near the screen; its heading and its room are there before. */
  late?: boolean;
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

export interface Section {
  name: PartName;
  element: HTMLElement;
  show(view: View): void;
  fold(closed: boolean): void;
  /** Makes the part now; rejects where it cannot show the record. */
  begin(): Promise<void>;
}

/** How near the screen a late part comes before it is made: at first, and once the reader scrolls. */
const NEAR = ["100px", "800px"] as const;

/**
 * A part with its heading, which folds it; the reader's choice is remembered. `failed` is told why
 * a late part could not be made.
 */
export function section(plan: Plan, context: Context, failed: (error: unknown) => void): Section {
  const content = h("div", { class: "content", id: `${plan.name}-content` });
  const toggle = button(plan.title, { class: "fold", "aria-controls": content.id }, () => {
    fold(!content.hidden);
    void context.memory.write(`folded.${plan.name}`, content.hidden);
  });
  toggle.append(icon(CHEVRON));
  const heading = h("h2", { id: `${plan.name}-heading` }, toggle);
  const element = h(
    "section",
    { "data-part": plan.name, "aria-labelledby": heading.id },
    heading,
    content,
  );
  let begun: Promise<void> | null = null;
  let part: Part | null = null;
  let view: View | null = null;

  function show(next: View): void {
    view = next;
    part?.show(next);
  }

  function place(made: Part): void {
    part = made;
    content.append(made.body);
    if (view) made.show(view);
  }

  async function make(): Promise<void> {
    const made = plan.make(context);
    place(made instanceof Promise ? await made : made);
  }

  function begin(): Promise<void> {
    begun ??= make();
    return begun;
  }

  const fold = (closed: boolean) => {
    content.hidden = closed;
    toggle.setAttribute("aria-expanded", String(!closed));
  };
  fold(plan.folded ?? false);
  keepRoom(content);
  if (plan.late) whenNear(content, () => void begin().catch(failed));
  else void begin();
  return { name: plan.name, element, show, fold, begin };
}

/** Calls `come` once when an element that is to be seen at all comes near the screen. */
function whenNear(element: HTMLElement, come: () => void): void {
  const watch = (rootMargin: string) => {
    const near = new IntersectionObserver(
      (changes) => {
        if (!changes.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        removeEventListener("scroll", scrolled, true);
        come();
      },
      { rootMargin },
    );
    near.observe(element);
    return near;
  };
  const first = watch(NEAR[0]);
  const scrolled = () => {
    first.disconnect();
    watch(NEAR[1]);
  };
  addEventListener("scroll", scrolled, { capture: true, once: true, passive: true });
}
