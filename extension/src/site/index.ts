/** On the server's own pages: fill every <arxiv-lens data-id="…">. */
import { httpClient } from "../api/http";
import { mountPanel } from "../panel";
import { pageMemory } from "../platform/memory";
import { workerLayout } from "./worker";

const layout = workerLayout(new URL("layout.js", import.meta.url));

for (const host of document.querySelectorAll<HTMLElement>("arxiv-lens[data-id]")) {
  mountPanel(host, {
    paper: host.dataset.id ?? "",
    pinned: null,
    place: "server",
    client: httpClient(""),
    memory: pageMemory,
    layout,
    server: location.origin,
    waitForClick: false,
    without: [],
    theme: "auto",
  });
}
