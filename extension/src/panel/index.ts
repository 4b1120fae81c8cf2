import { type Client, Problem } from "../api/client";
import { t } from "../platform/language";
import type { Memory } from "../platform/memory";
import type { PartName, Theme } from "../platform/options";
import base from "./base.css";
import { button, h, icon, svg } from "./dom";
import { follow, type View } from "./follow";
import graph from "./graph.css";
import { heedKeys } from "./keys";
import type { Layout } from "./layout";
import type { Place } from "./links";
import { noticeBar } from "./notice";
import { paperHead } from "./paper";
import { CHEVRON, type Context, isPending, section } from "./part";
import { plansFor } from "./parts";
import styles from "./parts.css";
import { Selection } from "./selection";
import { statusLine } from "./status";
import { adoptStyles } from "./styles";
import table from "./table.css";
import tokens from "./tokens.css";

export interface Mount {
  paper: string;
  pinned: number | null;
  place: Place;
  client: Client;
  memory: Memory;
  layout: Layout;
  server: string;
  /** Ask nothing before the reader says so. */
  waitForClick: boolean;
  /** Parts that the reader does not want. */
  without: readonly PartName[];
  theme: Theme;
}

/** How long the panel keeps the page's thread before it lets others have a turn, in ms. */
const SLICE_MS = 12;
/** How soon a server that did not answer is tried again; twice as long each time. */
const AGAIN_MS = 4_000;
const LONGEST_MS = 64_000;

/**
 * Builds the panel in the shadow of `host` and keeps it filled; `data-state` on it says how far.
 * Returns what opens and closes it.
 */
export function mountPanel(host: HTMLElement, mount: Mount): () => void {
  const { paper, place, client, memory } = mount;
  host.dataset.theme = mount.theme;
  const shadow = host.attachShadow({ mode: SHADOW_MODE });
  adoptStyles(shadow, tokens, base, styles, graph, table);

  let turn = 0;
  let failures = 0; // one after another to reach the server
  let view: View = { state: "loading", record: null, crawl: null, problem: null };
  const context: Context = { ...mount, selection: new Selection(), refresh: () => void run(true) };

  const status = statusLine();
  const notice = noticeBar(() => void run(false));
  const head = place === "server" ? paperHead(paper) : null;
  const plans = plansFor(place).filter(({ name }) => !mount.without.includes(name));
  const parts = plans.map((plan) => section(plan, context, fail));
  const sections = parts.map(({ element }) => element);
  const content = h("div", { class: "parts" }, head?.element, ...sections);
  const opener = button(
    t("panel_toggle"),
    { class: "square", "data-action": "toggle", "aria-expanded": "true" },
    () => toggle(),
    icon(CHEVRON),
  );
  const help = button(
    t("help"),
    { class: "square", "data-action": "help" },
    () => keys.showModal(),
    "?",
  );
  const root = h(
    "section",
    { class: `panel ${place}`, "aria-label": "ArxivLens" },
    h(
      "div",
      { class: "top" },
      place === "arxiv" && brand(mount.server),
      status.element,
      help,
      place === "arxiv" && opener,
    ),
    notice.element,
    content,
  );
  const keys = heedKeys(root, {
    next: () => step(1),
    previous: () => step(-1),
    fold: () => sections[here()]?.querySelector<HTMLElement>(".fold")?.click(),
    toggle: () => toggle(),
    filter: () => void filter(),
    refresh: () => void run(true),
  });
  root.append(keys);
  shadow.append(root);

  /** `data-state` is set once all parts that are made show it; the page has its turns in between. */
  async function show(next: View): Promise<void> {
    view = next;
    root.classList.toggle("bare", !next.record && !isPending(next));
    status.show(next);
    notice.show(next);
    head?.show(next);
    let began = performance.now();
    for (const part of parts) {
      if (view !== next) return;
      part.show(next);
      if (performance.now() - began < SLICE_MS) continue;
      await new Promise((done) => setTimeout(done));
      began = performance.now();
    }
    if (view !== next) return;
    host.dataset.state = next.state;
    root.dataset.state = next.state;
  }

  /** `quietly`: what is shown stays until there is an answer. */
  async function run(refresh: boolean, quietly = false): Promise<void> {
    const mine = ++turn;
    try {
      if (!quietly)
        await show({ ...view, state: view.record ? "collecting" : "loading", problem: null });
      for await (const next of follow(client, paper, { refresh, known: view.record })) {
        if (mine !== turn) return; // asked anew meanwhile
        const lost = next.state === "unreachable";
        failures = lost ? failures + 1 : 0;
        if (!lost || view.state !== next.state) await show(next);
      }
      if (failures)
        setTimeout(() => again(mine), Math.min(LONGEST_MS, (AGAIN_MS * 2 ** failures) / 2));
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (!(error instanceof TypeError)) throw error;
    // A record in no shape that we know: of another version, or of no ArxivLens at all.
    const problem = new Problem("not-understood", t("not_understood", 200));
    void show({ state: "error", record: null, crawl: null, problem });
  }

  async function filter(): Promise<void> {
    await parts.find(({ name }) => name === "table")?.begin();
    root.querySelector<HTMLElement>("[data-action=filter]")?.focus();
  }

  /** The part that the reader stands in; the first where they stand in none. */
  const here = () =>
    Math.max(
      0,
      sections.findIndex((each) => each.contains(shadow.activeElement)),
    );

  function step(by: 1 | -1): void {
    const inside = sections.some((each) => each.contains(shadow.activeElement));
    const next = sections[inside ? here() + by : 0];
    next?.querySelector<HTMLElement>(".fold")?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  function close(closed: boolean): void {
    root.classList.toggle("closed", closed);
    opener.setAttribute("aria-expanded", String(!closed));
  }

  function toggle(): void {
    const closed = !root.classList.contains("closed");
    close(closed);
    void memory.write("closed", closed);
    if (closed) return;
    host.scrollIntoView({ block: "nearest" });
    opener.focus({ preventScroll: true });
  }

  void memory.readAll(["closed", ...plans.map(({ name }) => `folded.${name}`)]).then((stored) => {
    if (place === "arxiv" && stored.closed === true) close(true);
    for (const { name, fold } of parts) {
      const folded = stored[`folded.${name}`];
      if (typeof folded === "boolean") fold(folded);
    }
  });

  /** Nobody looks at a hidden page: it tries again when it is returned to. */
  function again(after: number): void {
    if (after === turn && !document.hidden && host.isConnected) void run(false, true);
  }

  // Whoever went to start the server, or to allow us to ask it, comes back to this page: try again by ourselves.
  addEventListener("focus", () => {
    const { code } = view.problem ?? {};
    if (code === "unreachable" || code === "not-allowed") void run(false, true);
  });

  if (mount.waitForClick) {
    const go = button(t("show_panel"), { class: "go", "data-action": "go" }, () => {
      go.remove();
      root.classList.remove("waiting");
      void run(false);
    });
    root.classList.add("waiting");
    root.append(go);
  } else void run(false);
  return toggle;
}

function brand(server: string): HTMLElement {
  const logo = svg(
    "svg",
    { viewBox: "0 0 24 24", class: "logo", "aria-hidden": "true" },
    svg("path", { class: "glass", d: "M15.8 15.8L21 21" }),
    svg("circle", { class: "glass", cx: 10, cy: 10, r: 7.5 }),
    svg("path", { class: "edge", d: "M10 10L6.9 7.6M10 10L13.2 8M10 10l-.6 3.6" }),
    svg("circle", { class: "paper", cx: 10, cy: 10, r: 2.2 }),
    svg("circle", { class: "reference", cx: 6.6, cy: 7.4, r: 1.5 }),
    svg("circle", { class: "citation", cx: 13.5, cy: 7.8, r: 1.5 }),
    svg("circle", { class: "citation", cx: 9.3, cy: 14, r: 1.3 }),
  );
  return h("a", { class: "brand", href: `${server}/` }, logo, "ArxivLens");
}
