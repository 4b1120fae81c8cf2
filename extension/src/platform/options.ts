import type { Memory } from "./memory";

/** The kinds of arXiv's pages where we can stand. */
export const PAGES = ["abs", "lists", "html"] as const;
export type PageKind = (typeof PAGES)[number];

/** The panel's parts, by their `data-part`. */
export const PARTS = [
  "summary",
  "terms",
  "graph",
  "table",
  "similar",
  "comments",
  "facts",
  "provenance",
] as const;
export type PartName = (typeof PARTS)[number];

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface Options {
  /** Where the server is: `http://127.0.0.1:8765`, or a team's own `https://host`; no path. */
  server: string;
  /** Ask the server as the page opens, or only once the reader clicks. */
  ask: "on-open" | "on-click";
  /** Where we do not stand. */
  withoutPages: PageKind[];
  /** What the panel leaves out. */
  withoutParts: PartName[];
  theme: Theme;
  /** How much of what was seen is kept for later; 0 keeps nothing. */
  cacheMegabytes: number;
}

export const DEFAULTS: Options = {
  server: "http://127.0.0.1:8765",
  ask: "on-open",
  withoutPages: [],
  withoutParts: [],
  theme: "auto",
  cacheMegabytes: 20,
};

export const MOST_MEGABYTES = 500;

/** The address as we keep it; null where it is neither this machine's nor one over TLS. */
export function serverAddress(text: string): string | null {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (!url) return null;
  const here = url.protocol === "http:" && url.hostname === "127.0.0.1";
  if (!here && url.protocol !== "https:") return null;
  const bare = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
  return bare ? url.origin : null;
}

/** What the extension must be allowed to reach; a pattern with a port grants nothing in Firefox. */
export function originsOf(server: string): string {
  const { protocol, hostname } = new URL(server);
  return `${protocol}//${hostname}/*`;
}

/** Whatever lies in storage, made into options. */
export function optionsFrom(stored: unknown): Options {
  const found = (stored ?? {}) as Partial<Record<keyof Options, unknown>>;
  const some = <T>(known: readonly T[], value: unknown) =>
    Array.isArray(value) ? known.filter((name) => value.includes(name)) : [];
  const megabytes = Number(found.cacheMegabytes ?? DEFAULTS.cacheMegabytes);
  return {
    server: serverAddress(String(found.server)) ?? DEFAULTS.server,
    ask: found.ask === "on-click" ? "on-click" : DEFAULTS.ask,
    withoutPages: some(PAGES, found.withoutPages),
    withoutParts: some(PARTS, found.withoutParts),
    theme: THEMES.find((theme) => theme === found.theme) ?? DEFAULTS.theme,
    cacheMegabytes:
      megabytes >= 0 && megabytes <= MOST_MEGABYTES ? megabytes : DEFAULTS.cacheMegabytes,
  };
}

export const readOptions = async (memory: Memory): Promise<Options> =>
  optionsFrom(await memory.read("options"));

export const writeOptions = (memory: Memory, options: Options) => memory.write("options", options);
