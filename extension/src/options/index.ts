/** The options page: where the server is, when to ask it, whether it answers. */
import { browser } from "../platform/browser";
import { extensionMemory } from "../platform/memory";
import { ORIGINS, readOptions, serverAddress, writeOptions } from "../platform/options";

const form = document.querySelector("form") as HTMLFormElement;
const field = document.querySelector("#server") as HTMLInputElement;
const said = document.querySelector("#said") as HTMLElement;
const ask = () => form.querySelectorAll<HTMLInputElement>('input[name="ask"]');

const say = (words: string) => {
  said.textContent = words;
};

/** The address in the field; says so and gives null where it is none. */
function address(): string | null {
  const server = serverAddress(field.value);
  if (!server) say("Write it like http://127.0.0.1:8765; the server is on this machine.");
  return server;
}

void readOptions(extensionMemory).then((options) => {
  field.value = options.server;
  for (const choice of ask()) choice.checked = choice.value === options.ask;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const server = address();
  if (!server) return;
  const onClick = [...ask()].some(({ checked, value }) => checked && value === "on-click");
  await writeOptions(extensionMemory, { server, ask: onClick ? "on-click" : "on-open" });
  say("Saved; reload arXiv’s pages that are open.");
});

document.querySelector("#check")?.addEventListener("click", async () => {
  const server = address();
  if (!server) return;
  // Asked for first: browsers take such a wish only from the click itself.
  if (!(await browser.askToReach(ORIGINS)))
    return say("The browser was not allowed to reach the server.");
  try {
    const { ok } = await fetch(`${server}/healthz`, { cache: "no-store" });
    say(ok ? "The server answers." : "Something answers there, but it is not well.");
  } catch {
    say("Nobody answers there: start the server with make run, or arxivlens serve.");
  }
});
