/** On a paper's own text: pointing at a citation mark shows what is cited. */
import { type Client, Problem } from "../api/client";
import type { Brief, PaperRecord, Row } from "../api/types";
import { markAt, type Printed, printedReference } from "../page/html";
import { h } from "../panel/dom";
import { detailsUrl, outLink } from "../panel/links";
import { adoptStyles } from "../panel/styles";
import { belowTitle } from "../panel/summary";
import { texts } from "../panel/tex";
import tokens from "../panel/tokens.css";
import { authorsInShort, clip, TITLE_UNKNOWN, YEAR_UNKNOWN } from "../panel/words";
import { t } from "../platform/language";
import type { Theme } from "../platform/options";
import { matching } from "./references";
import styles from "./reading.css";

/** Before the card comes, and before it goes: long enough to move into it, in ms. */
const DELAY_MS = 180;
const LEAVE_MS = 300;

export interface Reading {
  paper: string;
  client: Client;
  server: string;
  theme: Theme;
}

export function watchMarks(page: Document, { paper, client, server, theme }: Reading): void {
  const host = page.createElement("arxiv-lens-card");
  host.dataset.theme = theme;
  const shadow = host.attachShadow({ mode: SHADOW_MODE });
  adoptStyles(shadow, tokens, styles);
  const card = h("div", { class: "card", role: "status", hidden: true });
  shadow.append(card);
  page.body.append(host);

  let record: Promise<PaperRecord | null> | null = null;
  const briefs = new Map<string, Promise<Brief | null>>();
  let shown: HTMLAnchorElement | null = null;
  let timer = 0;

  /** Null instead of a problem: the printed entry is shown then. */
  const orNull = async <T>(answer: Promise<T>): Promise<T | null> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return null;
    }
  };
  const readRecord = async () =>
    (await orNull(client.ask("record", { paper, etag: null })))?.record ??
    (await orNull(client.seen?.(paper) ?? Promise.resolve(null)))?.record ??
    null;
  const readBrief = async (id: string) =>
    (await orNull(client.ask("batch", { papers: [id] })))?.items[0] ?? null;

  async function show(mark: HTMLAnchorElement): Promise<void> {
    const printed = printedReference(mark);
    if (!printed) return;
    shown = mark;
    fill(printed, null, null);
    placeAt(mark);
    record ??= readRecord();
    const row = matching(printed, (await record)?.references ?? []);
    if (!row || shown !== mark) return;
    fill(printed, row, null);
    const brief = briefs.get(row.id) ?? readBrief(row.id);
    briefs.set(row.id, brief);
    const found = await brief;
    if (shown !== mark) return;
    fill(printed, row, found);
    placeAt(mark);
  }

  function fill(printed: Printed, row: Row | null, brief: Brief | null): void {
    card.dataset.state = row ? "known" : "printed";
    card.replaceChildren(...(row ? about(row, brief) : [h("p", {}, clip(printed.text, 600))]));
    card.hidden = false;
  }

  function about(row: Row, brief: Brief | null): Node[] {
    const title = row.title ? clip(row.title, 300) : TITLE_UNKNOWN;
    const facts = `${authorsInShort(row.authors)} · ${row.year ?? YEAR_UNKNOWN}`;
    return [
      h("a", { class: "title", href: detailsUrl(row.id, "arxiv", server) }, ...texts(title)),
      h("p", { class: "facts" }, h("bdi", {}, facts)),
      h(
        "p",
        {},
        ...(brief?.summary
          ? texts(clip(belowTitle(brief.summary, brief.title), 600))
          : [t("card_no_summary")]),
      ),
      outLink(row.url, t("view_paper"), t("view_paper_named", title)),
    ];
  }

  function placeAt(mark: HTMLAnchorElement): void {
    const at = mark.getBoundingClientRect();
    const right = document.documentElement.clientWidth - card.offsetWidth - 8;
    const below = at.bottom + card.offsetHeight + 8 < innerHeight;
    card.style.left = `${Math.max(8, Math.min(at.left, right))}px`;
    card.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - card.offsetHeight - 4)}px`;
  }

  function hide(): void {
    clearTimeout(timer);
    card.hidden = true;
    shown = null;
  }

  const soon = (act: () => void, delay: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(act, delay);
  };
  const come = ({ target }: Event) => {
    const mark = markAt(target);
    if (mark && mark !== shown) soon(() => void show(mark), DELAY_MS);
    else if (mark) clearTimeout(timer);
  };
  const leave = (event: Event) => {
    if (markAt(event.target)) soon(hide, LEAVE_MS);
  };
  page.addEventListener("pointerover", come);
  page.addEventListener("focusin", come);
  page.addEventListener("pointerout", leave);
  page.addEventListener("focusout", leave);
  host.addEventListener("pointerenter", () => clearTimeout(timer));
  host.addEventListener("pointerleave", () => soon(hide, LEAVE_MS));
  host.addEventListener("focusin", () => clearTimeout(timer));
  page.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  page.addEventListener("scroll", hide, { passive: true });
}
