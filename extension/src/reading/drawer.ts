/** On a paper's own text: a slim toggle at the edge that opens the panel beside it. */
import { button, h } from "../panel/dom";
import { adoptStyles } from "../panel/styles";
import tokens from "../panel/tokens.css";
import { t } from "../platform/language";
import type { Theme } from "../platform/options";
import styles from "./reading.css";

/** Returns what opens and closes it; `fill` gets the panel's host when it is first opened. */
export function drawerOn(
  page: Document,
  theme: Theme,
  fill: (host: HTMLElement) => void,
): () => void {
  const host = page.createElement("arxiv-lens-drawer");
  host.dataset.theme = theme;
  const shadow = host.attachShadow({ mode: SHADOW_MODE });
  adoptStyles(shadow, tokens, styles);
  // The panel is the page's child, not the drawer's: it has a shadow of its own.
  const panel = h("arxiv-lens" as "div", {});
  const frame = h("aside", { class: "frame", "aria-label": "ArxivLens", hidden: true }, h("slot"));
  const tab = button(
    t("drawer_open"),
    { class: "tab", "data-action": "drawer" },
    toggle,
    "ArxivLens",
  );
  tab.setAttribute("aria-expanded", "false");
  shadow.append(tab, frame);
  host.append(panel);
  page.body.append(host);

  let filled = false;
  function toggle(): void {
    frame.hidden = !frame.hidden;
    tab.setAttribute("aria-expanded", String(!frame.hidden));
    tab.title = frame.hidden ? t("drawer_open") : t("drawer_close");
    tab.setAttribute("aria-label", tab.title);
    if (!filled) fill(panel);
    filled = true;
  }
  page.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !frame.hidden) toggle();
  });
  return toggle;
}
