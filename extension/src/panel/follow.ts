import { type Client, Problem } from "../api/client";
import { t } from "../platform/language";
import type { Crawl, PaperRecord } from "../api/types";

/** The `data-state` of the panel. */
export type State = "loading" | "collecting" | "ready" | "unreachable" | "error";

export interface View {
  state: State;
  record: PaperRecord | null;
  /** The crawl under way or just ended. */
  crawl: Crawl | null;
  /** Why there is no more than this; beside a record it is a notice. */
  problem: Problem | null;
}

export type Sleep = (ms: number) => Promise<void>;
const wait: Sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * The views of one paper from "never seen" to "ready", as they come.
 *
 *     read the record
 *     unless there is a fresh one (or the reader wants a fresher one):
 *         ask for a crawl
 *         until it ends: wait a little, read crawl and record again, show what is new
 *
 * A record at hand is shown before anything else is asked, and stays when something fails.
 */
export async function* follow(
  client: Client,
  paper: string,
  { refresh = false, known = null as PaperRecord | null, sleep = wait, now = Date.now } = {},
): AsyncGenerator<View, void> {
  let record = known;
  let etag: string | null = null;
  /** The server has not what we show: it came from elsewhere, or from before. */
  let unknown = false;
  const view = (
    state: State,
    crawl: Crawl | null = null,
    problem: Problem | null = null,
  ): View => ({
    state,
    record,
    crawl,
    problem,
  });

  // What was seen last time is there at once; whether it is still so is asked next.
  if (!record) {
    const last = await client.seen?.(paper);
    if (last) ({ record, etag } = last);
    if (record) yield view("loading");
  }

  async function read(): Promise<void> {
    try {
      const answer = await client.ask("record", { paper, etag });
      if (answer) ({ record, etag } = answer);
      unknown = false;
    } catch (error) {
      if (!(error instanceof Problem && error.code === "paper-unknown")) throw error;
      unknown = true;
      etag = null;
    }
  }

  try {
    await read();
    if (record && !refresh && !unknown && (isFresh(record, now()) || isOurs(paper))) {
      yield view("ready");
      return;
    }
    yield view("collecting");

    let crawl = await client.ask("startCrawl", { paper, refresh });
    for (let turn = 0; isOpen(crawl); turn++) {
      yield view("collecting", crawl);
      await sleep(pause(turn));
      [crawl] = await Promise.all([client.ask("crawl", { crawl: crawl.id }), read()]);
    }
    await read(); // what the crawl stored last
    const problem = failure(crawl, record);
    yield view(record ? "ready" : "error", crawl, problem);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const state = error.code === "unreachable" ? "unreachable" : record ? "ready" : "error";
    yield view(state, null, error);
  }
}

/** Quick at first, when answers come, then ever slower: 100 ms for 2 s, in the end every 3 s. */
export const pause = (turn: number) => Math.min(3_000, 100 * 1.15 ** Math.max(0, turn - 20));

const isOpen = (crawl: Crawl) => crawl.state === "queued" || crawl.state === "running";

/** A paper that no source has a name for: there is nobody to ask about it. */
const isOurs = (paper: string) => paper.startsWith("lens:");

function isFresh(record: PaperRecord, now: number): boolean {
  return record.refresh_after !== null && Date.parse(record.refresh_after) > now;
}

function failure(crawl: Crawl, record: PaperRecord | null): Problem | null {
  if (crawl.state === "done" && record) return null;
  const sentence =
    crawl.state === "cancelled" ? t("crawl_cancelled") : (crawl.error ?? t("crawl_nothing"));
  return new Problem(`crawl-${crawl.state}`, sentence);
}
