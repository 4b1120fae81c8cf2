import type { Crawl, CrawlPart } from "../api/types";
import { counted, t } from "../platform/language";
import { clock, listed, number, partName, sourceName } from "./words";

/** What a running crawl waits for, in one sentence. */
export function crawlSentence(crawl: Crawl, now: Date = new Date()): string {
  if (crawl.state === "queued") return queued(crawl.position);
  const asking = crawl.parts.filter((part) => part.state === "asking");
  if (asking.length) return t("crawl_asking", listed(whatOfWhom(asking)));
  const waiting = crawl.parts.filter((part) => part.state === "waiting");
  if (waiting.length) return t("crawl_waiting", listed(turns(waiting, now)));
  return crawl.state === "running" ? t("crawl_finishing") : "";
}

/** How far it is: the share of parts that have their outcome, 0 to 1. */
export function crawlProgress(crawl: Crawl): number {
  if (crawl.state === "queued" || crawl.parts.length === 0) return 0;
  const open = crawl.parts.filter(({ state }) => state === "waiting" || state === "asking");
  return 1 - open.length / crawl.parts.length;
}

function queued(position: number | null): string {
  if (position === null) return t("queue_unknown");
  if (position <= 1) return t("queue_next");
  return counted("queue_behind", position - 1);
}

/** "Semantic Scholar for citations (100 of 4,312) and references" */
function whatOfWhom(parts: CrawlPart[]): string[] {
  return bySource(parts).map(([source, group]) => {
    const what = group.map(({ part, count, total }) =>
      count !== null && total !== null
        ? t("crawl_so_far", partName(part), number(count), number(total))
        : partName(part),
    );
    return t("crawl_of_whom", sourceName(source), listed(what));
  });
}

/** "arXiv’s next free turn at 12:04:10": sources are asked no faster than they allow. */
function turns(parts: CrawlPart[], now: Date): string[] {
  return bySource(parts).map(([source, group]) => {
    const until = group.map((part) => part.until).find((moment) => moment !== null);
    const name = sourceName(source);
    return until ? t("crawl_turn_at", name, clock(until, now)) : t("crawl_turn", name);
  });
}

function bySource(parts: CrawlPart[]): [string, CrawlPart[]][] {
  const sources = [...new Set(parts.map((part) => part.source))];
  return sources.map((source) => [source, parts.filter((part) => part.source === source)]);
}
