import { type Client, Problem } from "../api/client";
import type { Brief } from "../api/types";
import { type Entry, placeAbove } from "../page/lists";
import { themeOn } from "../page/theme";
import { counted, t } from "../platform/language";
import type { Options, Theme } from "../platform/options";
import { barOf } from "./bar";
import { lineOf, type Line } from "./line";

/** Entries asked for in one request. */
const MOST = 100;
/** How long entries gather before they are asked for, in ms. */
const GATHER_MS = 60;
/** How often papers that are being collected are asked for, in ms. */
const POLL_MS = 2_500;
/** How near an entry comes before it is asked for. */
const NEAR = "600px";

export interface List {
  add(entry: Entry): void;
  begin(options: Options): void;
}

/**
 * The lines below the entries of a list.
 *
 * Entries are asked about as they scroll near, all that are near in one request. A paper that
 * nobody has collected says so; the bar above the list has all of those collected at a click.
 */
export function listOf(page: Document, client: Client): List {
  const lines = new Map<string, Line[]>();
  const missing = new Set<string>();
  const known = new Set<string>();
  const bar = barOf(
    () => void collect(),
    () => void start(),
  );
  let options: Options | null = null;
  let theme: Theme = "auto";
  let started = false; // the reader may want nothing asked before a click
  let waiting = new Set<string>();
  let gathering = 0;

  const near = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        waiting.add((target as HTMLElement).dataset.paper ?? "");
      }
      if (waiting.size) gathering ||= window.setTimeout(() => void ask(), GATHER_MS);
    },
    { rootMargin: NEAR },
  );

  function add(entry: Entry): void {
    if (options?.withoutPages.includes("lists")) return;
    if (lines.size === 0) placeAbove(bar.host, entry);
    const line = lineOf(entry.paper);
    entry.place.append(line.host);
    lines.set(entry.paper, [...(lines.get(entry.paper) ?? []), line]);
    if (options) line.dress(theme, options.server);
    if (started) near.observe(line.host);
  }

  function all(act: (line: Line) => void): void {
    for (const each of lines.values()) each.forEach(act);
  }

  function begin(read: Options): void {
    options = read;
    if (read.withoutPages.includes("lists")) {
      all(({ host }) => host.remove());
      bar.host.remove();
      return;
    }
    theme = themeOn(page, read.theme);
    bar.dress(theme, read.server);
    all((line) => line.dress(theme, read.server));
    if (read.ask === "on-click") bar.offer(t("list_show"), "show");
    else start();
  }

  function start(): void {
    started = true;
    bar.say("");
    all(({ host }) => near.observe(host));
  }

  async function ask(): Promise<void> {
    gathering = 0;
    const papers = [...waiting];
    waiting = new Set();
    for (let at = 0; at < papers.length; at += MOST) await look(papers.slice(at, at + MOST));
    offer();
  }

  /** Shows what is known of these papers; the others are missing. */
  async function look(papers: string[]): Promise<void> {
    try {
      const { items } = await client.ask("batch", { papers });
      papers.forEach((paper, at) => show(paper, items[at] ?? null));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      bar.say(error.detail);
    }
  }

  function show(paper: string, brief: Brief | null): void {
    (brief ? missing : known).delete(paper);
    (brief ? known : missing).add(paper);
    for (const line of lines.get(paper) ?? []) line.show(brief);
  }

  function offer(): void {
    if (missing.size) bar.offer(counted("list_missing", missing.size), "collect");
    else if (known.size === lines.size) bar.say(counted("list_known", lines.size));
    else bar.say(t("list_seen", known.size, lines.size));
  }

  /** Has the missing ones collected, and shows them as they come. */
  async function collect(): Promise<void> {
    const wanted = [...missing];
    const total = wanted.length;
    let last = 0;
    try {
      for (const paper of wanted) {
        last = (await client.ask("startCrawl", { paper, refresh: false })).id;
      }
      for (let ended = false; missing.size && !ended;) {
        bar.say(t("list_collecting", total - missing.size, total));
        await new Promise((done) => setTimeout(done, POLL_MS));
        const { state } = await client.ask("crawl", { crawl: last });
        ended = state !== "queued" && state !== "running"; // then so are those before it
        await look([...missing].slice(0, MOST));
      }
      offer();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      bar.say(error.detail);
    }
  }

  return { add, begin };
}
