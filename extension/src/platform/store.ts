/**
 * What the extension keeps in its own IndexedDB, out of reach of every page and content script:
 * answers of the server, oldest dropped first, and the token.
 */

export interface Kept {
  value: unknown;
  /** When it was kept, in ms since 1970. */
  at: number;
}

export interface Store {
  /** Null where there is none, and wherever the browser refuses storage. */
  get(key: string): Promise<Kept | null>;
  /** Keeps it, and drops the oldest ones until all are within `mostBytes`. */
  put(key: string, value: unknown, mostBytes: number): Promise<void>;
  clear(): Promise<void>;
  /** Bytes kept, more or less. */
  size(): Promise<number>;
  token(): Promise<string | null>;
  setToken(token: string | null): Promise<void>;
}

interface Row extends Kept {
  key: string;
  size: number;
}

const ANSWERS = "answers";
const SECRETS = "secrets";

export function openStore(name = "arxivlens"): Store {
  let opened: Promise<IDBDatabase> | null = null;

  function database(): Promise<IDBDatabase> {
    opened ??= new Promise((done, failed) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        const answers = request.result.createObjectStore(ANSWERS, { keyPath: "key" });
        answers.createIndex("age", ["at", "size"]);
        request.result.createObjectStore(SECRETS);
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    return opened;
  }

  async function within<T>(
    table: string,
    mode: IDBTransactionMode,
    act: (rows: IDBObjectStore) => IDBRequest<T> | null,
  ): Promise<T | null> {
    try {
      const transaction = (await database()).transaction(table, mode);
      const request = act(transaction.objectStore(table));
      await new Promise<void>((done, failed) => {
        transaction.oncomplete = () => done();
        transaction.onabort = () => failed(transaction.error);
      });
      return request?.result ?? null;
    } catch {
      return null; // a private window, a full disk: then nothing is kept
    }
  }

  /** Walks from the oldest on; the index holds the sizes, so that no value is read. */
  async function sizes(): Promise<{ key: IDBValidKey; size: number }[]> {
    const found: { key: IDBValidKey; size: number }[] = [];
    await within(ANSWERS, "readonly", (rows) => {
      const request = rows.index("age").openKeyCursor();
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return;
        const [, size] = cursor.key as [number, number];
        found.push({ key: cursor.primaryKey, size });
        cursor.continue();
      };
      return null;
    });
    return found;
  }

  const total = (rows: readonly { size: number }[]) =>
    rows.reduce((sum, { size }) => sum + size, 0);

  return {
    async get(key) {
      const row = await within<Row>(ANSWERS, "readonly", (rows) => rows.get(key));
      return row && { value: row.value, at: row.at };
    },

    async put(key, value, mostBytes) {
      const size = 2 * JSON.stringify(value).length;
      if (size > mostBytes) return;
      const row: Row = { key, value, at: Date.now(), size };
      await within(ANSWERS, "readwrite", (rows) => rows.put(row));
      const held = await sizes();
      let over = total(held) - mostBytes;
      const dropped = held.filter(({ size }) => {
        if (over <= 0) return false;
        over -= size;
        return true;
      });
      if (dropped.length === 0) return;
      await within(ANSWERS, "readwrite", (rows) => {
        for (const { key } of dropped) rows.delete(key);
        return null;
      });
    },

    async clear() {
      await within(ANSWERS, "readwrite", (rows) => rows.clear());
    },

    size: async () => total(await sizes()),

    token: () => within<string>(SECRETS, "readonly", (rows) => rows.get("token")),

    async setToken(token) {
      await within(SECRETS, "readwrite", (rows) => {
        if (token) rows.put(token, "token");
        else rows.delete("token");
        return null;
      });
    },
  };
}
