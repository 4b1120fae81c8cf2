/** The only caller of the server on behalf of arXiv's pages. */
import { httpClient } from "../api/http";
import { browser } from "../platform/browser";
import { keepingClient } from "../platform/keeping";
import { t } from "../platform/language";
import { extensionMemory } from "../platform/memory";
import { answerMessage, type Reply } from "../platform/messages";
import { originsOf, readOptions } from "../platform/options";
import { openStore } from "../platform/store";

const MEGABYTE = 1_000_000;
const store = openStore();

browser.onMessage(async (message): Promise<Reply> => {
  const { server, cacheMegabytes } = await readOptions(extensionMemory);
  const straight = httpClient(server, await store.token());
  const client = keepingClient(straight, store, server, cacheMegabytes * MEGABYTE);
  const reply = await answerMessage(message, client);
  const unreachable = !reply.ok && reply.problem.code === "unreachable";
  // The reader may withdraw the permission at any time; then every request fails like this.
  if (unreachable && !(await browser.mayReach(originsOf(server)))) {
    return { ok: false, problem: { code: "not-allowed", detail: t("not_allowed"), status: null } };
  }
  return reply;
});

browser.onInstalled(() => void browser.open("welcome.html"));
browser.onCommand(() => void browser.tellActiveTab({ kind: "toggle" }));
