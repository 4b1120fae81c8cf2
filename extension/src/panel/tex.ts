/**
 * TeX in titles and abstracts, shown as arXiv's pages show it: mathematics as mathematics.
 *
 * The browser's own MathML, so that no font and no script is fetched. What we do not know stays as
 * it was written.
 */
import { own } from "./own";
import { accents, fonts, functions, letters, operators, spaces } from "./tex_symbols";

const MATHML = "http://www.w3.org/1998/Math/MathML";
/** Longer, deeper or more mathematics than this stays as it was written. */
const LONGEST = 2_000;
const DEEPEST = 24;
const MOST = 200;

/** The text, its `$…$` and `\(…\)` as mathematics. */
export function texts(text: string): (Node | string)[] {
  if (!/[$\\]/.test(text)) return [text];
  let made = 0;
  return text
    .split(/(\$\$?[^$]+\$\$?|\\\([^$]{1,2000}?\\\))/)
    .filter(Boolean)
    .map((piece) => {
      const inner = /^(?:\$\$?([^$]+)\$\$?|\\\(([^$]*?)\\\))$/.exec(piece);
      const source = inner?.[1] ?? inner?.[2];
      const math = source !== undefined && made < MOST ? mathOf(source) : null;
      if (math) made++;
      return math ?? piece.replaceAll("\\$", "$");
    });
}

/** Null where there is something in it that we do not know. */
function mathOf(source: string): Element | null {
  if (source.length > LONGEST || !source.trim()) return null;
  try {
    const parser = new Parser(source);
    const row = parser.row(null);
    return element("math", row.length === 1 ? row : [element("mrow", row)]);
  } catch (error) {
    if (error instanceof NotKnown) return null;
    throw error;
  }
}

class NotKnown extends Error {}

function element(name: string, children: readonly (Node | string)[]): Element {
  const made = document.createElementNS(MATHML, name);
  made.append(...children);
  return made;
}

const TOKEN = /\\(?:[a-zA-Z]+\s*|.)|\s+|\d+(?:\.\d+)?|[\s\S]/gu;

class Parser {
  readonly #tokens: string[];
  #at = 0;
  #depth = 0;
  #font: string | null = null;

  constructor(source: string) {
    this.#tokens = source.match(TOKEN) ?? [];
  }

  #next(): string | undefined {
    return this.#tokens[this.#at++];
  }

  #peek(): string | undefined {
    while (/^\s+$/.test(this.#tokens[this.#at] ?? "")) this.#at++;
    return this.#tokens[this.#at];
  }

  /** Everything up to `end`, which is taken too; null is the end of it all. */
  row(end: string | null): Element[] {
    if (++this.#depth > DEEPEST) throw new NotKnown();
    const font = this.#font;
    const found: Element[] = [];
    for (;;) {
      const token = this.#peek();
      if (token === undefined) {
        if (end !== null) throw new NotKnown();
        break;
      }
      if (token.trim() === end) {
        this.#at++;
        break;
      }
      if (token === "^" || token === "_" || token === "'") found.push(this.#scripts(found.pop()));
      else {
        const one = this.#one();
        if (one) found.push(one);
      }
    }
    this.#font = font;
    this.#depth--;
    return found;
  }

  #scripts(base: Element | undefined): Element {
    let below: Element | null = null;
    let above: Element | null = null;
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token === "'") {
        let primes = "";
        while (this.#peek() === "'") {
          this.#at++;
          primes += "′";
        }
        above = above ? element("mrow", [above, element("mo", [primes])]) : element("mo", [primes]);
      } else if (token === "_" && !below) {
        this.#at++;
        below = this.#argument();
      } else if (token === "^" && !above) {
        this.#at++;
        above = this.#argument();
      } else break;
    }
    const on = base ?? element("mrow", []);
    if (below && above) return element("msubsup", [on, below, above]);
    if (below) return element("msub", [on, below]);
    if (above) return element("msup", [on, above]);
    throw new NotKnown();
  }

  /** A group in braces, or the one sign that follows. */
  #argument(): Element {
    const token = this.#peek();
    if (token === undefined || token === "}" || token === "^" || token === "_")
      throw new NotKnown();
    if (/^\d[\d.]/.test(token)) {
      this.#tokens[this.#at] = token.slice(1); // one figure of many
      return element("mn", [this.#styled(token[0] ?? "")]);
    }
    if (token === "{") {
      this.#at++;
      const row = this.row("}");
      return row.length === 1 && row[0] ? row[0] : element("mrow", row);
    }
    return this.#one() ?? element("mrow", []);
  }

  /** The letters of a group, as they stand. */
  #words(): string {
    if (this.#peek() !== "{") throw new NotKnown();
    this.#at++;
    let words = "";
    for (let token = this.#next(); token !== "}"; token = this.#next()) {
      if (token === undefined || token === "{" || /^\\[a-zA-Z]/.test(token)) throw new NotKnown();
      words += token.replace(/^\\/, "");
    }
    return words;
  }

  #one(): Element | null {
    const token = this.#next();
    if (token === undefined) return null;
    if (token === "{") return element("mrow", this.row("}"));
    if (token === "}" || token === "&" || token === "$") throw new NotKnown();
    if (token === "~") return space("0.33em");
    if (token.startsWith("\\")) return this.#command(token.slice(1).trim() || " ");
    if (/^\d/.test(token)) return element("mn", [this.#styled(token)]);
    if (/^\p{Letter}/u.test(token)) return this.#letter(token);
    return element("mo", [token === "-" ? "−" : token === "*" ? "∗" : token]);
  }

  #letter(sign: string): Element {
    const made = element("mi", [this.#styled(sign)]);
    if (this.#font === "normal") made.setAttribute("mathvariant", "normal");
    return made;
  }

  #styled(text: string): string {
    const font = own(fonts, this.#font ?? "");
    if (!font) return text;
    const [capitals, small, digits, odd] = font;
    return text.replace(/[A-Za-z0-9]/g, (sign) => {
      const known = odd.indexOf(sign);
      if (known >= 0 && known % 2 === 0) return odd[known + 1] ?? sign;
      const [start, first] = /[A-Z]/.test(sign)
        ? [capitals, "A"]
        : /[a-z]/.test(sign)
          ? [small, "a"]
          : [digits, "0"];
      return start ? String.fromCodePoint(start + sign.charCodeAt(0) - first.charCodeAt(0)) : sign;
    });
  }

  #command(name: string): Element | null {
    const letter = letters.get(name);
    if (letter) return this.#letter(letter);
    const operator = operators.get(name);
    if (operator) return element("mo", [operator]);
    if (functions.has(name)) return element("mi", [name]);
    if (Object.hasOwn(spaces, name)) return space(spaces[name] ?? "0");
    if (/^[%&_#${}|]$/.test(name)) return element("mo", [name === "|" ? "‖" : name]);
    if (Object.hasOwn(accents, name)) {
      const over = element("mover", [this.#argument(), element("mo", [accents[name] ?? ""])]);
      over.setAttribute("accent", "true");
      return over;
    }
    const font = own(FONTS, name);
    if (font) return this.#inFont(font);
    const from = own(SWITCHES, name);
    if (from) {
      this.#font = from; // until the group ends
      return null;
    }
    switch (name) {
      case "frac":
      case "tfrac":
      case "dfrac":
        return element("mfrac", [this.#argument(), this.#argument()]);
      case "sqrt":
        return this.#root();
      case "underline":
        return element("munder", [this.#argument(), element("mo", ["_"])]);
      case "text":
      case "textrm":
      case "mbox":
      case "hbox":
      case "textit":
      case "textsc":
        return element("mtext", [this.#words()]);
      case "operatorname":
        return element("mi", [this.#words()]);
      case "left":
      case "right":
      case "big":
      case "Big":
      case "bigg":
      case "Bigg":
      case "bigl":
      case "bigr":
        return this.#fence();
      case "displaystyle":
      case "textstyle":
      case "limits":
      case "nolimits":
      case "ensuremath":
      case "mathop":
      case "mathrel":
      case "mathbin":
        return null;
      default:
        throw new NotKnown();
    }
  }

  #inFont(font: string): Element {
    const outer = this.#font;
    this.#font = font;
    const found = this.#argument();
    this.#font = outer;
    return found;
  }

  #root(): Element {
    if (this.#peek() !== "[") return element("msqrt", [this.#argument()]);
    this.#at++;
    const degree = element("mrow", this.row("]"));
    return element("mroot", [this.#argument(), degree]);
  }

  #fence(): Element | null {
    return this.#peek() === "." ? (this.#at++, null) : this.#one();
  }
}

/** Commands that set what follows in another font, and those that set the rest of the group. */
const FONTS: Record<string, string> = {
  mathbb: "bb",
  Bbb: "bb",
  mathcal: "cal",
  mathscr: "cal",
  mathfrak: "frak",
  mathbf: "bold",
  boldsymbol: "bold",
  bm: "bold",
  textbf: "bold",
  mathrm: "normal",
  mathsf: "sans",
  mathtt: "mono",
  mathit: "italic",
};
const SWITCHES: Record<string, string> = { rm: "normal", bf: "bold", cal: "cal", it: "italic" };

function space(width: string): Element {
  const made = element("mspace", []);
  made.setAttribute("width", width);
  return made;
}
