import { button, h } from "./dom";
import { rich, t } from "../platform/language";
import type { View } from "./follow";

/** What went wrong, what to do, and a way to try again. */
export function noticeBar(retry: () => void): { element: HTMLElement; show(view: View): void } {
  const words = h("div", { role: "alert" });
  const again = button(t("try_again"), { class: "strong", "data-action": "retry" }, retry);
  const element = h("div", { class: "notice", "data-part": "notice", hidden: true }, words, again);
  return {
    element,
    show({ problem, record, state }) {
      element.hidden = problem === null;
      if (!problem) return;
      element.dataset.state = state;
      words.replaceChildren(
        ...(problem.code === "unreachable"
          ? howToStart(problem.detail, record !== null)
          : [h("p", { class: "text" }, problem.detail)]),
      );
    },
  };
}

function howToStart(detail: string, hasRecord: boolean): HTMLElement[] {
  return [
    h("p", {}, h("strong", {}, hasRecord ? t("server_stopped") : detail)),
    h(
      "p",
      {},
      ...rich(
        hasRecord ? "start_server_old" : "start_server",
        h("code", {}, "make run"),
        h("code", {}, "arxivlens serve"),
      ),
    ),
  ];
}
