import type { Row } from "../api/types";
import { t } from "../platform/language";
import { button, h } from "./dom";
import { formats } from "./formats";
import { menu } from "./menu";

/** A button that opens the choice of formats; saves what `what` gives at that moment. */
export function exportMenu(what: () => { rows: Row[]; name: string }): HTMLElement {
  const choices = formats.map((format) =>
    button(format.name, { "data-action": `export-${format.name.toLowerCase()}` }, () => {
      const { rows, name } = what();
      save(new Blob([format.write(rows)], { type: `${format.type};charset=utf-8` }), {
        name,
        extension: format.extension,
      });
      element.open = false;
    }),
  );
  const element = menu(t("export"), "export", ...choices);
  return element;
}

/** Hands a file to the browser's downloads. */
export function save(blob: Blob, { name, extension }: { name: string; extension: string }): void {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: `${name.replace(/[^\w.-]+/g, "_")}.${extension}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
