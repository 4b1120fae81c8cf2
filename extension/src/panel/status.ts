import { h } from "./dom";
import type { View } from "./follow";
import { crawlProgress, crawlSentence } from "./sentence";
import { t } from "../platform/language";
import { ago } from "./words";

/** One line at the top: what the panel waits for, or how old it is. */
export function statusLine(): { element: HTMLElement; show(view: View): void } {
  const sentence = h("span", { class: "sentence" });
  const progress = h("progress", { max: 1, "aria-label": t("collecting"), hidden: true });
  const element = h(
    "p",
    { class: "status", role: "status", "data-part": "status" },
    progress,
    sentence,
  );
  return {
    element,
    show(view) {
      const words = sentenceOf(view);
      if (sentence.textContent !== words) sentence.textContent = words;
      progress.hidden = view.state !== "collecting";
      const share = view.crawl ? crawlProgress(view.crawl) : 0;
      if (share > 0) progress.value = share;
      else progress.removeAttribute("value");
    },
  };
}

function sentenceOf({ state, record, crawl }: View): string {
  switch (state) {
    case "loading":
      return record ? t("status_seen") : t("status_loading");
    case "collecting":
      return (crawl && crawlSentence(crawl)) || t("status_starting");
    case "ready": {
      const times = (record?.sources ?? []).flatMap(({ fetched_at }) => fetched_at ?? []).sort();
      const newest = times.at(-1);
      return newest ? t("status_collected", ago(newest)) : "";
    }
    default:
      return "";
  }
}
