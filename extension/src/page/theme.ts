import type { Theme } from "../platform/options";

/**
 * The theme for a panel on `page`: the reader's choice; else the page's own, where it says one or
 * is plainly dark (a switch of the page's, or an extension that darkens pages); else the system's.
 */
export function themeOn(page: Document, chosen: Theme): Theme {
  if (chosen !== "auto") return chosen;
  const said = page.documentElement.dataset.theme;
  if (said === "dark" || said === "light") return said;
  const grounds = [page.body, page.documentElement].map((element) =>
    element ? luminance(getComputedStyle(element).backgroundColor) : null,
  );
  const ground = grounds.find((light) => light !== null);
  return ground !== undefined && ground !== null && ground < 0.2 ? "dark" : "auto";
}

/** 0 is black, 1 white; null where the colour is see-through or not understood. */
function luminance(colour: string): number | null {
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (red === undefined || green === undefined || blue === undefined || alpha < 0.5) return null;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
