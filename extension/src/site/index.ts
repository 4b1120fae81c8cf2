/** On the server's own pages: fill every <arxiv-lens data-id="…">. */
import { httpClient } from "../api/http";
import { mountPanel } from "../panel";
import type { Layout } from "../panel/layout";
import { pageMemory } from "../platform/memory";

/** Each in a worker of its own, which ends with it. */
const layout: Layout = (job) =>
  new Promise((done) => {
    const worker = new Worker(new URL("layout.js", import.meta.url));
    worker.onmessage = ({ data }) => {
      done(data as number[]);
      worker.terminate();
    };
    worker.onerror = () => done(job.places); // they stay where they began
    worker.postMessage(job);
  });

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
