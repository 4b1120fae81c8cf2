import type { Row } from "../api/types";
import { button, h } from "./dom";
import { formats } from "./formats";

/** A button that opens the choice of formats; saves what `what` gives at that moment. */
export function exportMenu(what: () => { rows: Row[]; name: string }): HTMLElement {
  const menu = h("details", { class: "menu" }, h("summary", { "data-action": "export" }, "Export"));
  const choices = formats.map((format) =>
    button(format.name, { "data-action": `export-${format.name.toLowerCase()}` }, () => {
      const { rows, name } = what();
      save(
        format.write(rows),
        `${name.replace(/[^\w.-]+/g, "_")}.${format.extension}`,
        format.type,
      );
      menu.open = false;
    }),
  );
  menu.append(h("div", { class: "choices" }, ...choices));
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  return menu;
}

/** Hands a file to the browser's downloads. */
export function save(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
