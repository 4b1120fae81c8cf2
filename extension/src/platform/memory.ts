import { browser } from "./browser";

/** Small things that a reader's browser remembers; a lost one is no harm. */
export interface Memory {
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

export const extensionMemory: Memory = { read: browser.read, write: browser.write };

/** For the server's own page. Browsers may refuse storage altogether: then nothing is remembered. */
export const pageMemory: Memory = {
  async read(key) {
    try {
      return JSON.parse(localStorage.getItem(`arxivlens.${key}`) ?? "null");
    } catch {
      return null;
    }
  },
  async write(key, value) {
    try {
      localStorage.setItem(`arxivlens.${key}`, JSON.stringify(value));
    } catch {
      // full, or refused
    }
  },
};
