import { type Answer, type Client, type Kind, type Params, Problem } from "../api/client";
import { parseArxivId } from "../page/arxiv_id";
import { browser } from "./browser";

/** What a content script may send: a request by name. */
export type Message = { [K in Kind]: { kind: K; params: Params<K> } }[Kind];

/** What the background worker answers; a Problem loses its class on the way. */
export type Reply =
  | { ok: true; answer: unknown }
  | { ok: false; problem: { code: string; detail: string; status: number | null } };

const paper = (value: unknown) => typeof value === "string" && parseArxivId(value) !== null;
const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const text = (longest: number) => (value: unknown) =>
  typeof value === "string" && value.length > 0 && value.length <= longest;
const orNull = (check: (value: unknown) => boolean) => (value: unknown) =>
  value === null || check(value);

/** What each parameter must look like. */
const shapes: { [K in Kind]: { [P in keyof Params<K>]: (value: unknown) => boolean } } = {
  record: { paper, etag: orNull(text(200)) },
  graph: { paper, limit: whole },
  rows: {
    paper,
    list: (value) => value === "citations" || value === "references",
    cursor: orNull(text(500)),
  },
  comments: { paper, cursor: orNull(text(500)) },
  addComment: { paper, text: text(10_000), author: orNull(text(100)) },
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
  const shape = shapes[kind as Kind] as Record<string, (value: unknown) => boolean>;
  const given = Object.entries(params);
  const sound =
    given.length === Object.keys(shape).length &&
    given.every(([name, value]) => Object.hasOwn(shape, name) && shape[name]?.(value));
  return sound ? ({ kind, params } as Message) : null;
}

/** The panel's way to the server from a web page: the background worker asks for it. */
export const messageClient: Client = {
  async ask<K extends Kind>(kind: K, params: Params<K>): Promise<Answer<K>> {
    let reply: Reply | undefined;
    try {
      reply = (await browser.send({ kind, params })) as Reply | undefined;
    } catch (error) {
      if (browser.isAlive()) throw new Problem("unreachable", String(error));
    }
    if (!reply) {
      throw new Problem("reloaded", "ArxivLens was updated or removed: reload this page.");
    }
    if (reply.ok) return reply.answer as Answer<K>;
    throw new Problem(reply.problem.code, reply.problem.detail, reply.problem.status);
  },
};

/** Carries out one message for the background worker; never rejects. */
export async function answerMessage(message: unknown, client: Client): Promise<Reply> {
  const checked = checkMessage(message);
  if (!checked) {
    const detail = "ArxivLens does not send such a request; reload the page.";
    return { ok: false, problem: { code: "bad-message", detail, status: null } };
  }
  try {
    return { ok: true, answer: await client.ask(checked.kind, checked.params) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, detail, status } = error;
    return { ok: false, problem: { code, detail, status } };
  }
}
