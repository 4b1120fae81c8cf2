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

  /** False once the extension was replaced or removed under an open page. */
  isAlive: (): boolean => api.runtime?.id !== undefined,

  read: async (key: string): Promise<unknown> => (await api.storage.local.get(key))[key],
  write: (key: string, value: unknown): Promise<void> => api.storage.local.set({ [key]: value }),

  mayReach: (origin: string): Promise<boolean> => api.permissions.contains({ origins: [origin] }),
  /** Only from a click. */
  askToReach: (origin: string): Promise<boolean> => api.permissions.request({ origins: [origin] }),
};
