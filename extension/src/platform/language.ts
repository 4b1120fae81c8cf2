import type english from "../../_locales/en/messages.json";

/** The name of a message in `_locales`. */
export type Key = keyof typeof english;

type Given = readonly (string | number)[];

/** The extension's messages are the browser's affair; a page of the server brings them along. */
const inBrowser = MESSAGES === null;
const { browser, chrome: chromium } = globalThis as {
  browser?: typeof chrome;
  chrome?: typeof chrome;
};

/** A message, with $1, $2, … filled in. */
export function t(key: Key, ...given: Given): string {
  const words = given.map(String);
  if (inBrowser) return (browser ?? chromium)?.i18n.getMessage(key, words) ?? "";
  return (MESSAGES?.[key] ?? "").replace(/\$(\d)/g, (_, at) => words[Number(at) - 1] ?? "");
}

/** A message whose $1, $2, … are elements. */
export function rich(key: Key, ...given: Node[]): (Node | string)[] {
  const marks = given.map((_, at) => `\u0001${at}\u0001`);
  return t(key, ...marks)
    .split(/(\u0001\d\u0001)/)
    .map((piece) => (/^\u0001\d\u0001$/.test(piece) ? (given[Number(piece[1])] ?? "") : piece));
}

/** The language that the messages are in: numbers, dates and plurals follow it. */
export const language = t("language") || "en";

let plurals: Intl.PluralRules | null = null;

type Plural<K> = K extends `${infer Name}_other` ? Name : never;

/** "1 citation", "37 citations": the message `NAME_one` or `NAME_other`, its $1 the number. */
export function counted(name: Plural<Key>, count: number, ...given: Given): string {
  plurals ??= new Intl.PluralRules(language);
  const form = plurals.select(count) === "one" ? "one" : "other";
  return t(`${name}_${form}` as Key, count.toLocaleString(language), ...given);
}
