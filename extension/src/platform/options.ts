import type { Memory } from "./memory";

export interface Options {
  /** Where the server is: `http://127.0.0.1:8765`, no path. */
  server: string;
  /** Ask the server as the page opens, or only once the reader clicks. */
  ask: "on-open" | "on-click";
}

/** What the extension must be allowed to reach; a pattern with a port grants nothing in Firefox. */
export const ORIGINS = "http://127.0.0.1/*";

export const DEFAULTS: Options = { server: "http://127.0.0.1:8765", ask: "on-open" };

/** The address as we keep it; null where it is not one of a server on this machine. */
export function serverAddress(text: string): string | null {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (url?.protocol !== "http:" || url.hostname !== "127.0.0.1") return null;
  const bare = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
  return bare ? url.origin : null;
}

export async function readOptions(memory: Memory): Promise<Options> {
  const stored = ((await memory.read("options")) ?? {}) as Partial<Record<keyof Options, unknown>>;
  return {
    server: serverAddress(String(stored.server)) ?? DEFAULTS.server,
    ask: stored.ask === "on-click" ? "on-click" : DEFAULTS.ask,
  };
}

export const writeOptions = (memory: Memory, options: Options) => memory.write("options", options);
