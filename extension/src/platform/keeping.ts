import { type Answer, type Client, type Kind, type Params, Problem } from "../api/client";
import type { Brief } from "../api/types";
import type { Store } from "./store";

/** Answers that are worth keeping, by the name under which they lie; the others are asked anew. */
const keys: { [K in Kind]?: (params: Params<K>) => string } = {
  record: ({ paper }) => `record ${paper}`,
  graph: ({ paper, limit, hop }) => `graph ${paper} ${limit} ${hop}`,
  rows: ({ paper, list, cursor }) => `rows ${paper} ${list} ${cursor}`,
  comments: ({ paper, cursor }) => `comments ${paper} ${cursor}`,
};

export interface KeepingClient extends Client {
  /** The record as it was last seen; nothing is asked. */
  seen(paper: string): Promise<Answer<"record">>;
}

/**
 * A client that keeps what the server at `server` answers, and gives it again when nobody answers.
 *
 * A record is the exception: whoever asks for it is told that nobody answers, and has what was
 * `seen` on the screen by then.
 */
export function keepingClient(
  client: Client,
  store: Store,
  server: string,
  mostBytes: number,
): KeepingClient {
  const under = (key: string) => `${server} ${key}`;
  const keep = (key: string, value: unknown) =>
    mostBytes > 0 ? store.put(under(key), value, mostBytes) : Promise.resolve();
  const kept = async (key: string) => (await store.get(under(key)))?.value ?? null;

  async function ask<K extends Kind>(kind: K, params: Params<K>): Promise<Answer<K>> {
    const key = keys[kind]?.(params as never);
    try {
      const answer = await client.ask(kind, params);
      if (key && answer !== null) void keep(key, answer);
      if (kind === "batch") void keepBriefs(params as Params<"batch">, answer as Answer<"batch">);
      return answer;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "unreachable") throw error;
      const old =
        kind === "batch"
          ? await keptBriefs(params as Params<"batch">)
          : key && kind !== "record" && (await kept(key));
      if (!old) throw error;
      return old as Answer<K>;
    }
  }

  async function keepBriefs(
    { papers }: Params<"batch">,
    { items }: Answer<"batch">,
  ): Promise<void> {
    for (const [at, paper] of papers.entries()) {
      if (items[at]) await keep(`brief ${paper}`, items[at]);
    }
  }

  async function keptBriefs({ papers }: Params<"batch">): Promise<Answer<"batch"> | null> {
    const found = await Promise.all(papers.map((paper) => kept(`brief ${paper}`)));
    return found.some(Boolean) ? { items: found as (Brief | null)[] } : null;
  }

  return {
    ask,
    seen: async (paper) => (await kept(`record ${paper}`)) as Answer<"record">,
  };
}
