import base from "./base.css";
import graph from "./graph.css";
import parts from "./parts.css";
import table from "./table.css";

const text = [base, parts, graph, table].join("\n");

/** A constructed sheet passes any page's Content-Security-Policy; a style element is the second best. */
export function adoptStyles(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    // TODO(2027-06): drop once Firefox lets content scripts adopt sheets (bug 1751346).
    const style = document.createElement("style");
    style.textContent = text;
    shadow.append(style);
  }
}
