import { button, h } from "../panel/dom";
import { adoptStyles } from "../panel/styles";
import tokens from "../panel/tokens.css";
import type { Theme } from "../platform/options";
import styles from "./lists.css";

type Action = "collect" | "show";

/** The bar above a list: what is known of it, and one button. */
export function barOf(collect: () => void, show: () => void) {
  const host = document.createElement("arxiv-lens-bar");
  Object.assign(host.style, { display: "block", height: "34px" });
  const shadow = host.attachShadow({ mode: SHADOW_MODE });
  adoptStyles(shadow, tokens, styles);
  const brand = h("a", { class: "brand" }, "ArxivLens");
  const words = h("span", { role: "status" });
  const action = button("", { hidden: true }, () => {
    action.hidden = true;
    if (action.dataset.action === "show") show();
    else collect();
  });
  shadow.append(h("div", { class: "bar" }, brand, words, action));

  return {
    host,
    dress(theme: Theme, server: string): void {
      host.dataset.theme = theme;
      brand.href = `${server}/`;
    },
    say(sentence: string): void {
      words.textContent = sentence;
      action.hidden = true;
    },
    offer(label: string, name: Action): void {
      words.textContent = "";
      action.textContent = label;
      action.dataset.action = name;
      action.hidden = false;
    },
  };
}
