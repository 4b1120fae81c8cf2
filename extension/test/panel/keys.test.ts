import { expect, test, vi } from "vitest";
import { heedKeys } from "../../src/panel/keys";
import { h } from "../../src/panel/dom";

function panel() {
  const acts = {
    next: vi.fn(),
    previous: vi.fn(),
    fold: vi.fn(),
    toggle: vi.fn(),
    filter: vi.fn(),
    refresh: vi.fn(),
  };
  const field = h("input", { type: "text" });
  const root = h("section", {}, field);
  const dialog = heedKeys(root, acts);
  root.append(dialog);
  document.body.append(root);
  const press = (key: string, from: HTMLElement = root, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, ...more });
    from.dispatchEvent(event);
  };
  return { acts, field, dialog, press };
}

test("each key does its own", () => {
  const { acts, press } = panel();
  for (const key of ["n", "p", "f", "o", "/", "r"]) press(key);
  for (const act of Object.values(acts)) expect(act).toHaveBeenCalledTimes(1);
});

test("whoever types, or means the browser, is left alone", () => {
  const { acts, field, press } = panel();
  press("n", field);
  press("n", undefined, { ctrlKey: true });
  press("q");
  for (const act of Object.values(acts)) expect(act).not.toHaveBeenCalled();
});

test("a question mark tells of them all", () => {
  const { acts, dialog, press } = panel();
  press("?");
  expect(dialog.open).toBe(true);
  expect(dialog.querySelectorAll("kbd").length).toBeGreaterThan(10);
  press("n");
  expect(acts.next).not.toHaveBeenCalled();
});
