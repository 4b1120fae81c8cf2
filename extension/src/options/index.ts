/** The options page: where the server is, what is shown where, what is kept. */
import { h, button } from "../panel/dom";
import { browser } from "../platform/browser";
import { type Key, t } from "../platform/language";
import { extensionMemory } from "../platform/memory";
import {
  MOST_MEGABYTES,
  optionsFrom,
  originsOf,
  PAGES,
  PARTS,
  readOptions,
  serverAddress,
  THEMES,
  writeOptions,
} from "../platform/options";
import { serverState } from "../platform/server";
import { openStore } from "../platform/store";

const store = openStore();
document.title = t("options_title");

const field = (key: Key, input: HTMLElement, hint?: Key) =>
  h(
    "div",
    {},
    h("label", { class: "field" }, t(key), input),
    hint && h("p", { class: "hint" }, t(hint)),
  );
const choice = (type: "radio" | "checkbox", name: string, value: string, label: string) =>
  h("label", { class: "choice" }, h("input", { type, name, value }), label);
const group = (key: Key, ...choices: HTMLElement[]) =>
  h("fieldset", {}, h("legend", {}, t(key)), ...choices);

const server = h("input", {
  id: "server",
  inputmode: "url",
  spellcheck: "false",
  autocomplete: "off",
  required: true,
});
const token = h("input", { id: "token", type: "password", autocomplete: "off", maxlength: 500 });
const megabytes = h("input", { id: "cache", type: "number", min: 0, max: MOST_MEGABYTES, step: 1 });
const kept = h("span", {});
const said = h("p", { role: "status", id: "said" });

const form = h(
  "form",
  {},
  h("h1", {}, t("options_title")),
  field("options_server", server, "options_server_hint"),
  field("options_token", token, "options_token_hint"),
  group(
    "options_ask",
    choice("radio", "ask", "on-open", t("options_ask_open")),
    choice("radio", "ask", "on-click", t("options_ask_click")),
  ),
  group(
    "options_pages",
    ...PAGES.map((name) => choice("checkbox", "page", name, t(`page_${name}`))),
  ),
  group(
    "options_parts",
    h(
      "div",
      { class: "columns" },
      ...PARTS.map((name) => choice("checkbox", "part", name, t(`part_${name}`))),
    ),
  ),
  group(
    "options_theme",
    ...THEMES.map((name) => choice("radio", "theme", name, t(`theme_${name}`))),
  ),
  field("options_cache", megabytes, "options_cache_hint"),
  h("p", { class: "hint" }, kept),
  h(
    "div",
    { class: "actions" },
    h("button", { type: "submit", class: "strong" }, t("options_save")),
    button(t("options_check"), { id: "check" }, () => void check()),
    button(t("options_clear"), { id: "clear" }, async () => {
      await store.clear();
      await tellKept();
      say("options_cleared");
    }),
  ),
  said,
);
document.body.append(h("main", {}, form));

const say = (key: Key, ...given: string[]) => {
  said.textContent = t(key, ...given);
};

async function tellKept(): Promise<void> {
  kept.textContent = t("options_kept", ((await store.size()) / 1e6).toFixed(1));
}

/** The address in the field, reach to it asked for; says so and gives null where that fails. */
async function address(): Promise<string | null> {
  const found = serverAddress(server.value);
  if (!found) {
    say("options_bad_server");
    return null;
  }
  // Before anything is awaited: browsers take such a wish only from the click itself.
  if (await browser.askToReach(originsOf(found))) return found;
  say("options_not_allowed");
  return null;
}

async function check(): Promise<void> {
  const found = await address();
  if (!found) return;
  const state = await serverState(found);
  say(state === "well" ? "server_well" : state === "ill" ? "server_ill" : "server_absent");
}

const boxes = (name: string) => [
  ...form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`),
];
const ticked = (name: string, on: boolean) =>
  boxes(name)
    .filter(({ checked }) => checked === on)
    .map(({ value }) => value);

async function fill(): Promise<void> {
  const options = await readOptions(extensionMemory);
  const set = (name: string, on: (value: string) => boolean) => {
    for (const box of boxes(name)) box.checked = on(box.value);
  };
  server.value = options.server;
  token.value = (await store.token()) ?? "";
  megabytes.value = String(options.cacheMegabytes);
  set("ask", (value) => value === options.ask);
  set("theme", (value) => value === options.theme);
  set("page", (value) => !options.withoutPages.some((name) => name === value));
  set("part", (value) => !options.withoutParts.some((name) => name === value));
  await tellKept();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const found = await address();
  if (!found) return;
  await writeOptions(
    extensionMemory,
    optionsFrom({
      server: found,
      ask: ticked("ask", true)[0],
      theme: ticked("theme", true)[0],
      withoutPages: ticked("page", false),
      withoutParts: ticked("part", false),
      cacheMegabytes: megabytes.value,
    }),
  );
  await store.setToken(token.value.trim() || null);
  say("options_saved");
});

void fill();
