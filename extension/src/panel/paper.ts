import { button, h } from "./dom";
import { outLink } from "./links";
import { isPending, nothing, whenChanged } from "./part";
import { counted, t } from "../platform/language";
import { texts } from "./tex";
import { clip, TITLE_UNKNOWN } from "./words";
import type { View } from "./follow";

const AUTHORS_SHOWN = 24;

/** Title, authors and abstract: what arXiv's own page shows above the panel. */
export function paperHead(paper: string): { element: HTMLElement; show(view: View): void } {
  const element = h("header", { class: "head", "data-part": "paper" });
  const show = whenChanged(
    (view) => ({ record: view.record && pick(view.record), pending: isPending(view) }),
    ({ record, pending }) => {
      if (!record)
        return element.replaceChildren(pending ? nothing(true, "", 4) : h("h1", {}, paper));
      const { title, authors, abstract, url, withdrawn } = record;
      if (title) document.title = `${clip(title, 300)} · ArxivLens`;
      element.replaceChildren(
        h("h1", { class: "text" }, ...texts(title ? clip(title) : TITLE_UNKNOWN)),
        authorLine(authors.map(({ name }) => name)),
        ...(withdrawn ? [h("p", { class: "withdrawn" }, t("paper_withdrawn"))] : []),
        abstract
          ? h("p", { class: "abstract text" }, ...texts(clip(abstract, 20_000)))
          : nothing(pending, t("abstract_none")),
        ...(url ? [h("p", { class: "where" }, outLink(url, whereTo(url)))] : []),
      );
    },
  );
  return { element, show };
}

type Head = ReturnType<typeof pick>;
const pick = ({ title, authors, abstract, url, withdrawn }: NonNullable<View["record"]>) => ({
  title,
  authors,
  abstract,
  url,
  withdrawn,
});

function authorLine(names: Head["authors"][number]["name"][]): HTMLElement {
  const line = h("p", { class: "authors" });
  const write = (shown: string[]) =>
    line.replaceChildren(
      ...shown.flatMap((name, at) => [at ? ", " : "", h("bdi", {}, clip(name, 200))]),
    );
  write(names.slice(0, AUTHORS_SHOWN));
  if (names.length > AUTHORS_SHOWN) {
    line.append(
      " ",
      button(counted("authors_more", names.length - AUTHORS_SHOWN), { class: "plain" }, () =>
        write(names),
      ),
    );
  }
  return line;
}

function whereTo(url: string): string {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  return host === "arxiv.org" ? t("read_arxiv") : t("read_elsewhere");
}
