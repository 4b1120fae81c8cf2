import type { Brief, Comment, Crawl, Graph, Page, PaperRecord, Row } from "./types";

export type List = "citations" | "references";

/** Everything that the panel asks of the server, by name: what goes out and what comes back. */
export interface Requests {
  /** The answer is null where the record is still the one with this `etag`. */
  record: {
    params: { paper: string; etag: string | null };
    answer: { record: PaperRecord; etag: string | null } | null;
  };
  graph: { params: { paper: string; limit: number; hop: 1 | 2 }; answer: Graph };
  /** In the order of `papers`; null where one is not on record. */
  batch: { params: { papers: string[] }; answer: { items: (Brief | null)[] } };
  rows: { params: { paper: string; list: List; cursor: string | null }; answer: Page<Row> };
  comments: { params: { paper: string; cursor: string | null }; answer: Page<Comment> };
  addComment: {
    params: { paper: string; text: string; author: string | null; reply_to: number | null };
    answer: Comment;
  };
  editComment: { params: { comment: number; text: string }; answer: Comment };
  reportComment: { params: { comment: number; reason: string }; answer: null };
  removeComment: { params: { comment: number }; answer: null };
  startCrawl: { params: { paper: string; refresh: boolean }; answer: Crawl };
  crawl: { params: { crawl: number }; answer: Crawl };
}

export type Kind = keyof Requests;
export type Params<K extends Kind> = Requests[K]["params"];
export type Answer<K extends Kind> = Requests[K]["answer"];

/** A way to the server: straight (`http.ts`) or through the background worker (`messages.ts`). */
export interface Client {
  /** Rejects with a Problem, and nothing else. */
  ask<K extends Kind>(kind: K, params: Params<K>): Promise<Answer<K>>;
  /** The record as it was last seen, without asking the server; null where it never was. */
  seen?(paper: string): Promise<Answer<"record">>;
}

/**
 * Why an answer did not come, in a sentence that can be shown.
 *
 * `code` is the last part of the problem's type (`paper-unknown`, …), or one of ours:
 * `unreachable` (nobody answers there), `not-allowed` (the browser withholds the permission),
 * `not-understood` (what answers is not ArxivLens), `reloaded` (the extension was replaced).
 */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status: number | null = null,
  ) {
    super(detail);
  }
}
