import { type Answer, type Client, type Kind, type Params, Problem } from "../api/client";
import { isPaperId } from "../page/arxiv_id";
import { type LayoutJob, MOST_LINKS_LAID, MOST_NODES_LAID, settle } from "../panel/forces";
import { browser } from "./browser";
import type { Layout } from "../panel/layout";
import type { KeepingClient } from "./keeping";
import { t } from "./language";

/** What a content script may send: a request by name. */
export type Message =
  | { [K in Kind]: { kind: K; params: Params<K> } }[Kind]
  | { kind: "seen"; params: { paper: string } }
  | { kind: "layout"; params: LayoutJob };

/** What the background worker answers; a Problem loses its class on the way. */
export type Reply =
  | { ok: true; answer: unknown }
  | { ok: false; problem: { code: string; detail: string; status: number | null } };

const MOST_PAPERS = 500;

const paper = (value: unknown) => typeof value === "string" && isPaperId(value);
const papers = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.length <= MOST_PAPERS && value.every(paper);
const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const text = (longest: number) => (value: unknown) =>
  typeof value === "string" && value.length > 0 && value.length <= longest;
const orNull = (check: (value: unknown) => boolean) => (value: unknown) =>
  value === null || check(value);

const numbers = (most: number) => (value: unknown) =>
  Array.isArray(value) && value.length <= most && value.every(Number.isFinite);

/** What each parameter must look like. */
const shapes: { [K in Kind]: { [P in keyof Params<K>]: (value: unknown) => boolean } } & {
  seen: { paper: (value: unknown) => boolean };
  layout: { [P in keyof LayoutJob]: (value: unknown) => boolean };
} = {
  seen: { paper },
  layout: {
    radii: numbers(MOST_NODES_LAID),
    leans: numbers(MOST_NODES_LAID),
    links: numbers(2 * MOST_LINKS_LAID),
    places: numbers(2 * MOST_NODES_LAID),
    held: numbers(MOST_NODES_LAID),
    aspect: Number.isFinite,
    placed: (value) => typeof value === "boolean",
  },
  record: { paper, etag: orNull(text(200)) },
  graph: { paper, limit: whole, hop: (value) => value === 1 || value === 2 },
  batch: { papers },
  rows: {
    paper,
    list: (value) => value === "citations" || value === "references",
    cursor: orNull(text(500)),
  },
  comments: { paper, cursor: orNull(text(500)) },
  addComment: { paper, text: text(10_000), author: orNull(text(100)), reply_to: orNull(whole) },
  editComment: { comment: whole, text: text(10_000) },
  reportComment: { comment: whole, reason: text(1_000) },
  removeComment: { comment: whole },
  startCrawl: { paper, refresh: (value) => typeof value === "boolean" },
  crawl: { crawl: whole },
};

/** The message, if it is one that a content script of ours could have sent; no more, no less. */
export function checkMessage(message: unknown): Message | null {
  if (message === null || typeof message !== "object") return null;
  const { kind, params } = message as { kind?: unknown; params?: unknown };
  if (typeof kind !== "string" || !Object.hasOwn(shapes, kind)) return null;
  if (params === null || typeof params !== "object") return null;
  const shape = shapes[kind as keyof typeof shapes] as Record<string, (value: unknown) => boolean>;
  const given = Object.entries(params);
  const sound =
    given.length === Object.keys(shape).length &&
    given.every(([name, value]) => Object.hasOwn(shape, name) && shape[name]?.(value));
  return sound ? ({ kind, params } as Message) : null;
}

/** The panel's way to the server from a web page: the background worker asks for it. */
export const messageClient: Client = {
  ask: <K extends Kind>(kind: K, params: Params<K>) => send<Answer<K>>(kind, params),
  seen: (paper) => send("seen", { paper }),
};

/** The background worker lays graphs out: numbers go there and come back, no words. */
export const messageLayout: Layout = (job) => send<number[]>("layout", job).catch(() => job.places);

async function send<T>(kind: string, params: unknown): Promise<T> {
  let reply: Reply | undefined;
  try {
    reply = (await browser.send({ kind, params })) as Reply | undefined;
  } catch (error) {
    if (browser.isAlive()) throw new Problem("unreachable", String(error));
  }
  if (!reply) throw new Problem("reloaded", t("reloaded"));
  if (reply.ok) return reply.answer as T;
  throw new Problem(reply.problem.code, reply.problem.detail, reply.problem.status);
}

/** Carries out one message for the background worker; never rejects. */
export async function answerMessage(message: unknown, client: KeepingClient): Promise<Reply> {
  const checked = checkMessage(message);
  if (!checked) {
    return { ok: false, problem: { code: "bad-message", detail: t("bad_message"), status: null } };
  }
  const { kind, params } = checked;
  try {
    if (kind === "seen") return { ok: true, answer: await client.seen(params.paper) };
    if (kind === "layout") return { ok: true, answer: await settle(params) };
    return { ok: true, answer: await client.ask(kind, params) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, detail, status } = error;
    return { ok: false, problem: { code, detail, status } };
  }
}
