/** The one wrapper around the browser's extension interface; everything else stays testable. */

// Firefox's `browser` where there is one; Chrome's answers with promises too.
const { browser: firefox, chrome: chromium } = globalThis as {
  browser?: typeof chrome;
  chrome?: typeof chrome;
};
const api = (firefox ?? chromium) as typeof chrome;

export type Reply = (message: unknown, from: chrome.runtime.MessageSender) => Promise<unknown>;

export const browser = {
  send: (message: unknown): Promise<unknown> => api.runtime.sendMessage(message),

  /** Answers messages of this extension's own pages and content scripts. */
  onMessage(reply: Reply): void {
    api.runtime.onMessage.addListener((message, sender, respond) => {
      if (sender.id !== api.runtime.id) return false;
      void reply(message, sender).then(respond);
      return true; // the answer comes later
    });
  },

  /** What the background worker says to the page: `tellActiveTab`. */
  onWord(heed: (word: unknown) => void): void {
    api.runtime.onMessage.addListener((word, sender) => {
      if (sender.id === api.runtime.id && !sender.tab) heed(word);
      return false;
    });
  },

  /** Says something to the content script of the page before the reader; nobody may be there. */
  async tellActiveTab(word: unknown): Promise<void> {
    const [tab] = await api.tabs.query({ active: true, lastFocusedWindow: true });
    if (tab?.id !== undefined) await api.tabs.sendMessage(tab.id, word).catch(() => {});
  },

  onInstalled(welcome: () => void): void {
    api.runtime.onInstalled.addListener(({ reason }) => {
      if (reason === "install") welcome();
    });
  },

  /** The keyboard shortcut that opens and closes the panel. */
  onCommand: (obey: () => void): void => api.commands?.onCommand.addListener(obey),

  /** Opens a page of the extension, or another address, in a new tab. */
  open: async (page: string): Promise<void> => {
    await api.tabs.create({ url: URL.canParse(page) ? page : api.runtime.getURL(page) });
  },

  /** The address before the reader; null where the browser keeps it to itself. */
  async activeUrl(): Promise<string | null> {
    const [tab] = await api.tabs.query({ active: true, currentWindow: true });
    return tab?.url ?? null;
  },

  openOptions: (): Promise<void> => api.runtime.openOptionsPage(),

  /** False once the extension was replaced or removed under an open page. */
  isAlive: (): boolean => api.runtime?.id !== undefined,

  read: (keys: readonly string[]): Promise<Record<string, unknown>> =>
    api.storage.local.get([...keys]),
  write: (key: string, value: unknown): Promise<void> => api.storage.local.set({ [key]: value }),

  mayReach: (origin: string): Promise<boolean> => api.permissions.contains({ origins: [origin] }),
  /** Only from a click. */
  askToReach: (origin: string): Promise<boolean> => api.permissions.request({ origins: [origin] }),
};
