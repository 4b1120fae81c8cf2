import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import english from "../../_locales/en/messages.json";
import { counted, rich, t } from "../../src/platform/language";

test("a message takes what it is given, as text", () => {
  expect(t("count_of", "$2", 3)).toBe("$2 of 3");
  expect(counted("citation_count", 1)).toBe("1 citation");
  expect(counted("citation_count", 4312)).toBe("4,312 citations");
});

test("elements stand where the message has them", () => {
  const [one, two] = [document.createElement("b"), document.createElement("i")];
  const pieces = rich("start_server", one, two);
  expect(pieces).toContain(one);
  expect(pieces).toContain(two);
  expect(pieces.join("")).not.toMatch(/[\u0001$]/);
});

test("a dollar sign in a message begins a number, as browsers would have it", () => {
  const messages = Object.values(english).map(({ message }) => message);
  expect(messages.filter((message) => /\$(?!\d)/.test(message))).toEqual([]);
});

test("every message is used, and every locale has all of them", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(`src/${path}`, "utf8"))
    .concat(readFileSync("manifest.mjs", "utf8"))
    .join("\n");
  // Names that are put together: t(`part_${name}`), counted("chosen", …).
  const built = /^(?:part|page|theme|colour|column|intent)_|_(?:one|other|none|some)$/;
  const unused = Object.keys(english).filter(
    (key) => !built.test(key) && !new RegExp(`["'\`_]${key}["'\`_]`).test(sources),
  );
  expect(unused).toEqual([]);
  for (const locale of readdirSync("_locales")) {
    const messages = JSON.parse(readFileSync(`_locales/${locale}/messages.json`, "utf8"));
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
  }
});
