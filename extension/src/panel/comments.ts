import { Problem } from "../api/client";
import type { Comment } from "../api/types";
import { t } from "../platform/language";
import { button, h } from "./dom";
import type { View } from "./follow";
import { markdown } from "./markdown";
import { type Context, nothing, type Part } from "./part";
import { ago } from "./words";

const LONGEST = 10_000;
const LONGEST_REASON = 1_000;

export function commentsPart({ client, paper, memory }: Context): Part {
  const list = h("ul", { "aria-live": "polite" });
  const more = button(t("comments_more"), { class: "quiet", hidden: true }, () => load(next));
  const failed = h("p", { class: "failed", role: "alert", hidden: true });
  let known: Comment[] = [];
  let next: string | null = null;
  let askedFor: number | null = null;

  const text = h("textarea", { name: "text", rows: 3, maxlength: LONGEST, required: true });
  const author = h("input", { name: "author", maxlength: 100, autocomplete: "name" });
  const send = h("button", { type: "submit", "data-action": "comment-send" }, t("comment_send"));
  const form = h(
    "form",
    {},
    h("label", {}, t("comment_text"), text),
    h("p", { class: "note" }, t("comment_markdown")),
    h("div", { class: "row" }, h("label", {}, t("comment_author"), author), send),
  );
  void memory.read("author").then((name) => {
    if (typeof name === "string" && !author.value) author.value = name;
  });
  const signed = () => author.value.trim() || null;

  /** Runs a request; says in its place what went wrong. */
  async function attempt<T>(request: Promise<T>): Promise<T | undefined> {
    failed.hidden = true;
    try {
      return await request;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failed.textContent = error.detail;
      failed.hidden = false;
      return undefined;
    }
  }

  function render(): void {
    list.replaceChildren(...threads(known).map(({ comment, depth }) => item(comment, depth)));
    if (known.length === 0) list.replaceChildren(h("li", {}, nothing(false, t("comments_none"))));
    more.hidden = next === null;
  }

  async function load(cursor: string | null): Promise<void> {
    const page = await attempt(client.ask("comments", { paper, cursor }));
    if (!page) return;
    known = cursor === null ? page.items : [...known, ...page.items];
    next = page.next;
    render();
  }

  async function write(words: string, reply_to: number | null): Promise<boolean> {
    const request = client.ask("addComment", { paper, text: words, author: signed(), reply_to });
    const comment = await attempt(request);
    if (!comment) return false;
    void memory.write("author", signed());
    known = [...known, comment]; // the oldest come first
    render();
    return true;
  }

  function item(comment: Comment, depth: number): HTMLElement {
    const words = h("div", { class: "words text" }, ...markdown(comment.text));
    const below = h("div", { class: "below" });
    const acts = h("span", { class: "acts" });
    const act = (name: string, label: string, label_this: string, then: () => void) =>
      acts.append(
        button(
          label,
          { class: "plain", "data-action": `comment-${name}`, "aria-label": label_this },
          then,
        ),
      );

    /** Opens a field below the comment; `then` says whether what was written has arrived. */
    function ask(
      label: string,
      most: number,
      start: string,
      then: (words: string) => Promise<boolean>,
    ): void {
      const field = h("textarea", { rows: 3, maxlength: most });
      field.value = start;
      const answer = h("form", {}, h("label", {}, label, field));
      const close = () => below.replaceChildren();
      answer.append(
        h(
          "div",
          { class: "row" },
          h("button", { type: "submit" }, t("comment_done")),
          button(t("comment_cancel"), { class: "quiet" }, close),
        ),
      );
      answer.addEventListener("submit", async (event) => {
        event.preventDefault();
        const words = field.value.trim();
        if (words && (await then(words))) close();
      });
      below.replaceChildren(answer);
      field.focus();
    }

    // A server that does not say whose a comment is knows no answers and no reports either.
    const tells = comment.mine !== undefined;
    if (tells) {
      act("reply", t("comment_reply"), t("comment_reply_this"), () =>
        ask(t("comment_text"), LONGEST, "", (words) => write(words, comment.id)),
      );
    }
    if (comment.mine) {
      act("edit", t("comment_edit"), t("comment_edit_this"), () =>
        ask(t("comment_text"), LONGEST, comment.text, async (words) => {
          const changed = await attempt(
            client.ask("editComment", { comment: comment.id, text: words }),
          );
          if (!changed) return false;
          known = known.map((each) => (each.id === changed.id ? changed : each));
          render();
          return true;
        }),
      );
    }
    if (comment.mine ?? true) acts.append(removal(comment));
    else {
      act("report", t("comment_report"), t("comment_report_this"), () =>
        ask(t("comment_reason"), LONGEST_REASON, "", async (reason) => {
          const request = client.ask("reportComment", { comment: comment.id, reason });
          if ((await attempt(request)) === undefined) return false;
          acts.replaceChildren(h("span", { role: "status" }, t("comment_reported")));
          return true;
        }),
      );
    }
    return h(
      "li",
      { "data-comment": comment.id, class: depth > 0 && "reply" },
      h(
        "p",
        { class: "meta" },
        h("strong", {}, h("bdi", {}, comment.author ?? t("anonymous"))),
        ", ",
        h("time", { datetime: comment.created, title: comment.created }, ago(comment.created)),
        comment.edited && ` (${t("comment_edited")})`,
        acts,
      ),
      words,
      below,
    );
  }

  /** Deletes after a second thought. */
  function removal(comment: Comment): HTMLElement {
    const remove = button(
      t("comment_delete"),
      { class: "plain", "data-action": "comment-delete", "aria-label": t("comment_delete_this") },
      async () => {
        if (remove.dataset.sure === undefined) {
          remove.dataset.sure = "";
          remove.textContent = t("comment_delete_sure");
          remove.removeAttribute("aria-label");
          return;
        }
        const answer = await attempt(client.ask("removeComment", { comment: comment.id }));
        if (answer === undefined) return;
        known = known.filter(({ id }) => id !== comment.id);
        render();
      },
    );
    remove.addEventListener("blur", () => {
      delete remove.dataset.sure;
      remove.textContent = t("comment_delete");
    });
    return remove;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return text.focus();
    send.disabled = true;
    if (await write(words, null)) text.value = "";
    send.disabled = false;
  });

  function show({ record }: View): void {
    if (!record || record.counts.comments === askedFor) return;
    askedFor = record.counts.comments;
    void load(null);
  }

  const body = h("div", { class: "comments" }, list, more, failed, form);
  return { body, show };
}

/** Answers below what they answer; those whose question is gone stand by themselves. */
function threads(comments: readonly Comment[]): { comment: Comment; depth: number }[] {
  const here = new Set(comments.map(({ id }) => id));
  const answers = (id: number) => comments.filter(({ reply_to }) => reply_to === id);
  const placed = new Set<number>();
  const place = (comment: Comment, depth: number): { comment: Comment; depth: number }[] => {
    if (placed.has(comment.id)) return [];
    placed.add(comment.id);
    return [{ comment, depth }, ...answers(comment.id).flatMap((each) => place(each, depth + 1))];
  };
  const first = comments.filter(({ reply_to }) => !reply_to || !here.has(reply_to));
  return [...first, ...comments].flatMap((comment) => place(comment, 0));
}
