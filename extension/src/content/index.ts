/** On arXiv's abs pages: find the paper, place the panel. */
import { paperOfPage, place, whenPaperComes } from "../page/abs";
import { mountPanel } from "../panel";
import { extensionMemory } from "../platform/memory";
import { messageClient } from "../platform/messages";
import { readOptions } from "../platform/options";

whenPaperComes(document, () => {
  const shown = paperOfPage(document);
  if (!shown) return;
  const host = document.createElement("arxiv-lens");
  // Room at once, as much as the panel takes in the end.
  Object.assign(host.style, { display: "block", minHeight: "min(100vh, 1000px)" });
  place(host, document);
  void readOptions(extensionMemory).then(({ server, ask }) => {
    host.style.minHeight = "";
    mountPanel(host, {
      paper: shown.paper,
      pinned: shown.version,
      place: "arxiv",
      client: messageClient,
      memory: extensionMemory,
      server,
      waitForClick: ask === "on-click",
    });
  });
});
