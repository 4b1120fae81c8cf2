import { Problem } from "../api/client";
import type { Comment } from "../api/types";
import { button, h } from "./dom";
import type { View } from "./follow";
import { markdown } from "./markdown";
import { type Context, nothing, type Part } from "./part";
import { t } from "../platform/language";
import { ago } from "./words";

export function commentsPart({ client, paper, memory }: Context): Part {
  const list = h("ul", { "aria-live": "polite" });
  const more = button(t("comments_older"), { class: "quiet", hidden: true }, () => load(next));
  const failed = h("p", { class: "failed", role: "alert", hidden: true });
  let known: Comment[] = [];
  let next: string | null = null;
  let askedFor: number | null = null;

  const text = h("textarea", { name: "text", rows: 3, maxlength: 10_000, required: true });
  const author = h("input", { name: "author", maxlength: 100, autocomplete: "name" });
  const send = h("button", { type: "submit", "data-action": "comment-send" }, t("comment_send"));
  const form = h(
    "form",
    {},
    h("label", {}, t("comment_text"), text),
    h("div", { class: "row" }, h("label", {}, t("comment_author"), author), send),
  );
  void memory.read("author").then((name) => {
    if (typeof name === "string" && !author.value) author.value = name;
  });

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
    list.replaceChildren(...known.map(item));
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

  function item(comment: Comment): HTMLElement {
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
    return h(
      "li",
      { "data-comment": comment.id },
      h(
        "p",
        { class: "meta" },
        h("strong", {}, h("bdi", {}, comment.author ?? t("anonymous"))),
        ", ",
        h("time", { datetime: comment.created, title: comment.created }, ago(comment.created)),
        remove,
      ),
      h("div", { class: "words text" }, ...markdown(comment.text)),
    );
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return text.focus();
    send.disabled = true;
    const name = author.value.trim() || null;
    const comment = await attempt(client.ask("addComment", { paper, text: words, author: name }));
    send.disabled = false;
    if (!comment) return;
    text.value = "";
    void memory.write("author", name);
    known = [comment, ...known];
    render();
  });

  function show({ record }: View): void {
    if (!record || record.counts.comments === askedFor) return;
    askedFor = record.counts.comments;
    void load(null);
  }

  const body = h("div", { class: "comments" }, list, more, failed, form);
  return { name: "comments", title: t("part_comments"), body, show };
}
