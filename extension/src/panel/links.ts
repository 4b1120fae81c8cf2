import { parseArxivId } from "../page/arxiv_id";
import { h } from "./dom";

/** The address, if a link may go there: http or https, no user name in it; else null. */
export function safeUrl(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  return (protocol === "https:" || protocol === "http:") && !username && !password ? href : null;
}

/** A link out of the panel, in a new tab; plain text where the address is none to follow. */
export function outLink(url: string | null, text: string, label?: string): HTMLElement {
  const href = safeUrl(url);
  if (!href) return h("span", {}, text);
  return h(
    "a",
    { href, target: "_blank", rel: "noopener noreferrer", "aria-label": label, class: "out" },
    text,
  );
}

export type Place = "arxiv" | "server";

/**
 * Where a paper's details are: on arXiv's page (where the panel stands too) if we are on arXiv and
 * the paper is there, else on the server's page of it.
 */
export function detailsUrl(id: string, place: Place, server: string): string {
  if (place === "arxiv" && parseArxivId(id)) return `https://arxiv.org/abs/${id}`;
  return `${server}/abs/${id.toWellFormed().split("/").map(encodeURIComponent).join("/")}`;
}
