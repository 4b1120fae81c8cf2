import { button, h } from "./dom";
import { counted, t } from "../platform/language";
import { AUTHORS_UNKNOWN, clip, number } from "./words";

/** More names than this, and the panel would be a list of authors. */
const MOST = 60;
/** As many fit two lines of a table cell, more or less. */
const FEW = 5;

/** All names, cut to two lines where they are many, with a button that shows the rest. */
export function authorNames(names: readonly string[], more = 0): HTMLElement {
  if (names.length === 0) return h("span", { class: "missing" }, AUTHORS_UNKNOWN);
  const shown = names.slice(0, MOST).map((name) => clip(name, 200));
  const count = names.length + more;
  const rest = count - shown.length;
  const line = shown.join(", ");
  const text = h("bdi", {}, rest > 0 ? counted("and_others", rest, line) : line);
  if (count <= FEW) return text;
  text.classList.add("cut");
  const label = t("authors_all", number(count));
  const all = button(label, { class: "plain all", "aria-expanded": "false" }, () => {
    const cut = text.classList.toggle("cut");
    all.setAttribute("aria-expanded", String(!cut));
    all.textContent = cut ? label : t("authors_fewer");
  });
  return h("span", { class: "names" }, text, all);
}
