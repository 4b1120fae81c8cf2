/** The only caller of the server on behalf of arXiv's pages. */
import { httpClient } from "../api/http";
import { browser } from "../platform/browser";
import { extensionMemory } from "../platform/memory";
import { answerMessage, type Reply } from "../platform/messages";
import { ORIGINS, readOptions } from "../platform/options";

browser.onMessage(async (message): Promise<Reply> => {
  const { server } = await readOptions(extensionMemory);
  const reply = await answerMessage(message, httpClient(server));
  const unreachable = !reply.ok && reply.problem.code === "unreachable";
  // The reader may withdraw the permission at any time; then every request fails like this.
  if (unreachable && !(await browser.mayReach(ORIGINS))) {
    const detail = "The browser keeps ArxivLens from its server: allow it in the options.";
    return { ok: false, problem: { code: "not-allowed", detail, status: null } };
  }
  return reply;
});
