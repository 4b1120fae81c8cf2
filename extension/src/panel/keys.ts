import { type Key, t } from "../platform/language";
import { button, h } from "./dom";

/** What a key does while the reader stands in the panel; a page's own keys are the page's. */
export interface Keys {
  next(): void;
  previous(): void;
  fold(): void;
  toggle(): void;
  filter(): void;
  refresh(): void;
}

const KEYS: readonly [key: string, act: keyof Keys, what: Key][] = [
  ["n", "next", "key_next"],
  ["p", "previous", "key_previous"],
  ["f", "fold", "key_fold"],
  ["o", "toggle", "key_toggle"],
  ["/", "filter", "key_filter"],
  ["r", "refresh", "key_refresh"],
];

/** More that the help tells of, which other parts heed. */
const ELSEWHERE: readonly [keys: string, what: Key][] = [
  ["Alt+Shift+L", "key_anywhere"],
  ["+ − 0", "key_zoom"],
  ["← → ↑ ↓", "key_arrows"],
  ["Space", "key_choose"],
  ["e", "key_expand"],
  ["?", "key_help"],
];

/** Heeds the keys within `root`; returns the dialog that tells of them. */
export function heedKeys(root: HTMLElement, keys: Keys): HTMLDialogElement {
  const line = (key: string, what: Key) =>
    h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(what)));
  const dialog = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h("h2", { id: "help-title" }, t("help")),
    h(
      "dl",
      {},
      ...KEYS.map(([key, , what]) => line(key, what)),
      ...ELSEWHERE.map(([key, what]) => line(key, what)),
    ),
    button(t("close"), { "data-action": "help-close" }, () => dialog.close()),
  );
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (event.key === "?" && !dialog.open) dialog.showModal();
    else {
      const act = KEYS.find(([key]) => key === event.key)?.[1];
      if (!act || dialog.open) return;
      keys[act]();
    }
    event.preventDefault();
    event.stopPropagation();
  });
  return dialog;
}

function isTyping(event: Event): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")
  );
}
