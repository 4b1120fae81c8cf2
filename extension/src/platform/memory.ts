import { browser } from "./browser";

/** Small things that a reader's browser remembers; a lost one is no harm. */
export interface Memory {
  read(key: string): Promise<unknown>;
  /** Several at once, by their keys; what was never written is missing. */
  readAll(keys: readonly string[]): Promise<Record<string, unknown>>;
  write(key: string, value: unknown): Promise<void>;
}

export const extensionMemory: Memory = {
  read: async (key) => (await browser.read([key]))[key],
  readAll: browser.read,
  write: browser.write,
};

/** For the server's own page. Browsers may refuse storage altogether: then nothing is remembered. */
export const pageMemory: Memory = {
  read: async (key) => stored(key),
  readAll: async (keys) => Object.fromEntries(keys.map((key) => [key, stored(key)])),
  async write(key, value) {
    try {
      localStorage.setItem(`arxivlens.${key}`, JSON.stringify(value));
    } catch {
      // full, or refused
    }
  },
};

function stored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`arxivlens.${key}`) ?? "null");
  } catch {
    return null;
  }
}
