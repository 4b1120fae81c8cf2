/** The toolbar's button. On a PDF, where no extension may stand, it opens our page of the paper. */
import { arxivIdInUrl } from "../page/arxiv_id";
import { button, h } from "../panel/dom";
import { detailsUrl } from "../panel/links";
import { browser } from "../platform/browser";
import { t } from "../platform/language";
import { extensionMemory } from "../platform/memory";
import { readOptions } from "../platform/options";
import { serverState } from "../platform/server";

const STATES = {
  well: "server_well",
  ill: "server_ill",
  absent: "server_absent",
  "not-allowed": "not_allowed",
} as const;

async function build(): Promise<void> {
  const url = (await browser.activeUrl()) ?? "";
  const { server } = await readOptions(extensionMemory);
  const open = (page: string) => {
    void browser.open(page);
    close();
  };
  const pdf = arxivIdInUrl(url, ["pdf"]);
  if (pdf) return open(detailsUrl(pdf.paper, "server", server));

  const shown = arxivIdInUrl(url, ["abs", "html"]);
  const state = h("p", { role: "status" }, t("popup_looking"));
  const toggle = button(t("popup_toggle"), { class: "strong" }, () => {
    void browser.tellActiveTab({ kind: "toggle" });
    close();
  });
  document.body.append(
    h(
      "main",
      {},
      h("h1", {}, "ArxivLens"),
      state,
      h(
        "div",
        { class: "actions" },
        shown && toggle,
        shown &&
          button(t("popup_page", shown.paper), {}, () =>
            open(detailsUrl(shown.paper, "server", server)),
          ),
        button(t("popup_front"), {}, () => open(`${server}/`)),
        button(t("popup_options"), {}, () => {
          void browser.openOptions();
          close();
        }),
        button(t("popup_welcome"), {}, () => open("welcome.html")),
      ),
    ),
  );
  state.textContent = t(STATES[await serverState(server)], server);
}

void build();
