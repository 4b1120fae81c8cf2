/** On a paper's abs page, and on its text: find the paper, place the panel. */
import { paperOfPage, place, whenPaperComes } from "../page/abs";
import type { ArxivId } from "../page/arxiv_id";
import { paperOfText } from "../page/html";
import { themeOn } from "../page/theme";
import { mountPanel } from "../panel";
import { browser } from "../platform/browser";
import { extensionMemory } from "../platform/memory";
import { messageClient, messageLayout } from "../platform/messages";
import { type Options, readOptions } from "../platform/options";
import { drawerOn } from "../reading/drawer";
import { watchMarks } from "../reading/marks";

const chosen = readOptions(extensionMemory);
let toggle = () => {};

/** The panel of one paper in `host`; returns what opens and closes it. */
function mount(host: HTMLElement, { paper, version }: ArxivId, options: Options): () => void {
  return mountPanel(host, {
    paper,
    pinned: version,
    place: "arxiv",
    client: messageClient,
    memory: extensionMemory,
    layout: messageLayout,
    server: options.server,
    waitForClick: options.ask === "on-click",
    without: options.withoutParts,
    theme: themeOn(document, options.theme),
  });
}

async function onAbs(): Promise<void> {
  const shown = paperOfPage(document);
  if (!shown) return;
  const host = document.createElement("arxiv-lens");
  // Room at once, as much as the panel takes in the end.
  Object.assign(host.style, { display: "block", minHeight: "min(100vh, 1000px)" });
  place(host, document);
  const options = await chosen;
  host.style.minHeight = "";
  if (options.withoutPages.includes("abs")) return host.remove();
  toggle = mount(host, shown, options);
}

async function onText(): Promise<void> {
  const shown = paperOfText(document);
  const options = await chosen;
  if (!shown || options.withoutPages.includes("html")) return;
  const theme = themeOn(document, options.theme);
  toggle = drawerOn(document, theme, (host) => mount(host, shown, options));
  if (options.ask === "on-open") {
    const { server } = options;
    watchMarks(document, { paper: shown.paper, client: messageClient, server, theme });
  }
}

browser.onWord((word) => {
  if ((word as { kind?: unknown } | null)?.kind === "toggle") toggle();
});
if (location.pathname.startsWith("/html/") || location.hostname.includes("ar5iv")) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", onText);
  else void onText();
} else whenPaperComes(document, () => void onAbs());
