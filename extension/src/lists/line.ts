import type { Brief } from "../api/types";
import { button, h } from "../panel/dom";
import { adoptStyles } from "../panel/styles";
import { belowTitle, writtenBy } from "../panel/summary";
import tokens from "../panel/tokens.css";
import { detailsUrl } from "../panel/links";
import { clip } from "../panel/words";
import { counted, t } from "../platform/language";
import type { Theme } from "../platform/options";
import styles from "./lists.css";

/** One entry's line. Its room is as high before as after it is filled, so that nothing moves. */
export interface Line {
  host: HTMLElement;
  dress(theme: Theme, server: string): void;
  /** Null: nobody has collected this paper. */
  show(brief: Brief | null): void;
}

export function lineOf(paper: string): Line {
  const host = document.createElement("arxiv-lens-line");
  host.dataset.paper = paper;
  Object.assign(host.style, { display: "block", minHeight: "42px" });
  let shadow: ShadowRoot | null = null;
  let server = "";

  return {
    host,
    dress(theme, at) {
      host.dataset.theme = theme;
      server = at;
    },
    show(brief) {
      if (!shadow) {
        shadow = host.attachShadow({ mode: SHADOW_MODE });
        adoptStyles(shadow, tokens, styles);
      }
      host.dataset.state = brief ? "known" : "missing";
      const line = h("div", { class: "line" }, ...(brief ? known(brief, server) : unknown()));
      shadow.querySelector(".line")?.remove();
      shadow.append(line);
    },
  };
}

const unknown = () => [h("span", { class: "faint" }, t("line_missing"))];

function known({ id, title, summary, counts }: Brief, server: string): Node[] {
  const badge = h(
    "a",
    {
      class: counts.citations === null ? "badge uncounted" : "badge",
      href: detailsUrl(id, "arxiv", server),
    },
    counts.citations === null ? t("line_uncounted") : counted("citation_count", counts.citations),
  );
  if (!summary) return [badge, h("span", { class: "faint" }, t("line_no_summary"))];
  const text = h(
    "span",
    { class: "summary", title: writtenBy(summary) },
    clip(belowTitle(summary, title), 1_000),
  );
  const more = button(t("line_more"), { class: "more", "aria-expanded": "false" }, () => {
    const open = more.parentElement?.classList.toggle("open") ?? false;
    more.textContent = open ? t("line_less") : t("line_more");
    more.setAttribute("aria-expanded", String(open));
  });
  whenLaidOut(text, (cut) => {
    more.hidden = !cut;
  });
  return [badge, text, more];
}

let measured: [text: HTMLElement, then: (cut: boolean) => void][] = [];

/** Says whether a text is cut. All lines are looked at before one is changed: one layout for all. */
function whenLaidOut(text: HTMLElement, then: (cut: boolean) => void): void {
  measured.push([text, then]);
  if (measured.length > 1) return;
  requestAnimationFrame(() => {
    const cuts = measured.map(([each]) => each.scrollHeight > each.clientHeight);
    measured.forEach(([, tell], at) => tell(cuts[at] ?? false));
    measured = [];
  });
}
