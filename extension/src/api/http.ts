import { t } from "../platform/language";
import { type Answer, type Client, type Kind, type Params, Problem } from "./client";

const TIMEOUT_MS = 15_000;

interface Call {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  etag?: string | null;
}

/** An identifier in a path: the slash of old arXiv ids and of DOIs stays. */
const inPath = (id: string) => id.toWellFormed().split("/").map(encodeURIComponent).join("/");

const get = (path: string, query: Record<string, string | number | null> = {}): Call => {
  const given = Object.entries(query).filter(([, value]) => value !== null);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return { method: "GET", path: search.size ? `${path}?${search}` : path };
};

const calls: { [K in Kind]: (params: Params<K>) => Call } = {
  record: ({ paper, etag }) => ({ ...get(`papers/${inPath(paper)}`), etag }),
  graph: ({ paper, limit, hop }) =>
    get(`papers/${inPath(paper)}/graph`, { limit, hop: hop === 2 ? 2 : null }),
  batch: ({ papers }) => ({
    method: "POST",
    path: "papers/batch?fields=title,authors,year,counts,summary",
    body: { ids: papers },
  }),
  rows: ({ paper, list, cursor }) =>
    get(`papers/${inPath(paper)}/${list}`, { limit: 1000, cursor }),
  comments: ({ paper, cursor }) => get(`papers/${inPath(paper)}/comments`, { limit: 100, cursor }),
  addComment: ({ reply_to, ...body }) => ({
    method: "POST",
    path: "comments",
    body: reply_to === null ? body : { ...body, reply_to },
  }),
  editComment: ({ comment, text }) => ({
    method: "PATCH",
    path: `comments/${comment}`,
    body: { text },
  }),
  reportComment: ({ comment, reason }) => ({
    method: "POST",
    path: `comments/${comment}/reports`,
    body: { reason },
  }),
  removeComment: ({ comment }) => ({ method: "DELETE", path: `comments/${comment}` }),
  startCrawl: ({ paper, refresh }) => ({
    method: "POST",
    path: "crawls",
    body: { spider: "paper", target: paper, refresh },
  }),
  crawl: ({ crawl }) => get(`crawls/${crawl}`),
};

/** Asks the server at `root` (`http://127.0.0.1:8765`; empty for the page's own), as `token` allows. */
export function httpClient(root: string, token: string | null = null): Client {
  return {
    async ask<K extends Kind>(kind: K, params: Params<K>): Promise<Answer<K>> {
      const call = calls[kind](params);
      let response: Response;
      try {
        response = await fetch(`${root}/api/v1/${call.path}`, request(call, token));
      } catch {
        throw new Problem("unreachable", t("unreachable", root || location.origin));
      }
      if (response.status === 304 || response.status === 204) return null as Answer<K>;
      const body = await json(response);
      if (!response.ok) throw problem(response.status, body);
      if (body === null || typeof body !== "object") throw notUnderstood(response.status);
      const answer =
        kind === "record" ? { record: body, etag: response.headers.get("etag") } : body;
      return answer as Answer<K>;
    },
  };
}

const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

function request({ method, body, etag }: Call, token: string | null): RequestInit {
  const headers: Record<string, string> = {
    Accept: "application/json",
    // The server's and the worker's logs say it, too: https://www.w3.org/TR/trace-context-1/.
    // Drawn anew for each request, it tells nobody whose requests belong together.
    traceparent: `00-${hex(16)}-${hex(8)}-01`,
  };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (etag) headers["If-None-Match"] = etag;
  if (token) headers.Authorization = `Bearer ${token}`;
  return {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    cache: "no-store", // the ETag is ours to send; a cached 200 would hide the 304
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw notUnderstood(response.status);
  }
}

function notUnderstood(status: number): Problem {
  return new Problem("not-understood", t("not_understood", status), status);
}

function problem(status: number, body: unknown): Problem {
  const { type, title, detail } = (body ?? {}) as Record<string, unknown>;
  const code = typeof type === "string" ? (type.split("/").at(-1) ?? "") : "";
  const sentence = [detail, title].find((text) => typeof text === "string" && text !== "");
  return new Problem(
    code || `http-${status}`,
    typeof sentence === "string" ? sentence : t("http_status", status),
    status,
  );
}
