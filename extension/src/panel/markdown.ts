/**
 * Readers' comments in Markdown. The parser only splits text into tokens; every element is made
 * here, of the few kinds named here, and whatever else there is (HTML, pictures) stays text.
 */
import { Lexer, type Token, type Tokens } from "marked";
import { h } from "./dom";
import { outLink } from "./links";
import { texts } from "./tex";
import { clip } from "./words";

const LONGEST = 10_000;
/** Deeper quotes and lists than these are shown as they were written. */
const DEEPEST = 8;

export function markdown(text: string): Node[] {
  const source = clip(text, LONGEST);
  try {
    return blocks(Lexer.lex(source, { gfm: true, breaks: true }), 0);
  } catch {
    return [h("p", {}, source)]; // nested beyond what the parser can take
  }
}

const blocks = (tokens: readonly Token[], depth: number): Node[] =>
  tokens.flatMap((token) => block(token, depth));

function block(token: Token, depth: number): Node[] {
  if (depth > DEEPEST) return [h("p", {}, token.raw)];
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "paragraph":
    case "heading":
      return [h("p", { class: token.type }, ...inline(token.tokens ?? [], depth + 1))];
    case "text":
      return [h("span", {}, ...inline(token.tokens ?? [token], depth + 1))];
    case "blockquote":
      return [h("blockquote", {}, ...blocks(token.tokens ?? [], depth + 1))];
    case "code":
      return [h("pre", {}, h("code", {}, (token as Tokens.Code).text))];
    case "list": {
      const { ordered, start, items } = token as Tokens.List;
      const entries = items.map((item) => h("li", {}, ...blocks(item.tokens, depth + 1)));
      return [ordered ? h("ol", { start: start || 1 }, ...entries) : h("ul", {}, ...entries)];
    }
    case "hr":
      return [h("hr")];
    default:
      return [h("p", {}, token.raw)];
  }
}

const inline = (tokens: readonly Token[], depth: number): (Node | string)[] =>
  tokens.flatMap((token) => span(token, depth));

function span(token: Token, depth: number): (Node | string)[] {
  if (depth > 2 * DEEPEST) return [token.raw];
  const within = () => inline(("tokens" in token && token.tokens) || [], depth + 1);
  switch (token.type) {
    case "text":
      return "tokens" in token && token.tokens ? within() : texts(unescaped(token.raw));
    case "escape":
      return [(token as Tokens.Escape).text];
    case "strong":
    case "em":
    case "del":
      return [h(token.type, {}, ...within())];
    case "codespan":
      return [h("code", {}, token.raw.replace(/^`+\s?|\s?`+$/g, ""))];
    case "br":
      return [h("br")];
    case "link": {
      const { href, text } = token as Tokens.Link;
      return [outLink(href, text)];
    }
    default:
      return [token.raw];
  }
}

/** "&lt;" is written by those who know HTML: they mean the sign. */
const NAMED: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"' };
const unescaped = (text: string) =>
  text.replace(/&(?:lt|gt|amp|quot);/g, (name) => NAMED[name] ?? name);
