/** The page that a new reader sees first: three steps to the first panel. */
import { button, h } from "../panel/dom";
import { browser } from "../platform/browser";
import { rich, t } from "../platform/language";
import { extensionMemory } from "../platform/memory";
import { originsOf, readOptions } from "../platform/options";
import { serverState } from "../platform/server";

const PAPER = "https://arxiv.org/abs/2311.09227";
const AGAIN_MS = 2_000;

const code = (text: string) => h("code", {}, text);

async function build(): Promise<void> {
  const { server } = await readOptions(extensionMemory);
  document.title = t("welcome_title");
  const state = h("p", { role: "status" });
  const allow = button(t("welcome_allow"), {}, async () => {
    await browser.askToReach(originsOf(server));
    await look();
  });
  const allowed = h("p", { role: "status" });
  const step = (title: string, ...content: (Node | string)[]) =>
    h("li", {}, h("h2", {}, title), ...content);
  document.body.append(
    h(
      "main",
      {},
      h("h1", {}, t("welcome_title")),
      h("p", {}, t("welcome_lead")),
      h(
        "ol",
        {},
        step(
          t("welcome_start"),
          h("p", {}, ...rich("welcome_start_how", code("make run"), code("arxivlens serve"))),
          state,
        ),
        step(t("welcome_reach"), h("p", {}, t("welcome_reach_why", server)), allow, allowed),
        step(
          t("welcome_open"),
          h("p", {}, t("welcome_open_what")),
          h("p", {}, h("a", { href: PAPER }, "arXiv:2311.09227")),
        ),
      ),
      h(
        "p",
        {},
        button(t("popup_options"), {}, () => void browser.openOptions()),
      ),
    ),
  );

  /** Asks until the server is there, so that the page says so by itself. */
  async function look(): Promise<void> {
    const found = await serverState(server);
    allow.hidden = found !== "not-allowed";
    allowed.textContent = allow.hidden ? t("welcome_allowed") : "";
    state.textContent =
      found === "well"
        ? t("server_well")
        : found === "ill"
          ? t("server_ill")
          : t("welcome_waiting");
    if (found !== "well") setTimeout(() => void look(), AGAIN_MS);
  }
  await look();
}

void build();
