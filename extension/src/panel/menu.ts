import { h } from "./dom";

/** A button that opens what it offers, and closes again when the reader goes elsewhere. */
export function menu(label: string, action: string, ...offers: Node[]): HTMLDetailsElement {
  const opener = h("summary", { "data-action": action }, label);
  const element = h(
    "details",
    { class: "menu" },
    opener,
    h("div", { class: "choices" }, ...offers),
  );
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !element.contains(relatedTarget as Node)) element.open = false;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    event.stopPropagation();
    element.open = false;
    opener.focus();
  });
  return element;
}
