/** Gives a shadow root its style sheets. */
export function adoptStyles(shadow: ShadowRoot, ...texts: string[]): void {
  const text = texts.join("\n");
  // A constructed sheet passes any page's Content-Security-Policy; an element is the second best.
  try {
    shadow.adoptedStyleSheets = [sheetOf(text)];
  } catch {
    // TODO(2027-06): drop once Firefox lets content scripts adopt sheets (bug 1751346).
    const style = document.createElement("style");
    style.textContent = text;
    shadow.append(style);
  }
}

const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all roots that want the same. */
function sheetOf(text: string): CSSStyleSheet {
  const sheet = sheets.get(text) ?? new CSSStyleSheet();
  if (!sheets.has(text)) sheet.replaceSync(text);
  sheets.set(text, sheet);
  return sheet;
}
