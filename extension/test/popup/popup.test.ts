import { beforeEach, expect, test, vi } from "vitest";

/** The popup as the toolbar's button opens it on a page. */
async function pressedOn(url: string | undefined) {
  const create = vi.fn(async () => {});
  const sendMessage = vi.fn(async () => {});
  vi.stubGlobal("chrome", {
    tabs: { query: async () => [{ id: 7, url }], create, sendMessage },
    storage: { local: { get: async () => ({}) } },
    permissions: { contains: async () => true },
    runtime: { getURL: (page: string) => `chrome-extension://lens/${page}` },
  });
  vi.stubGlobal("close", vi.fn());
  vi.stubGlobal("fetch", async () => new Response("ok"));
  vi.resetModules();
  await import("../../src/popup");
  const labels = () => [...document.querySelectorAll("button")].map((each) => each.textContent);
  const press = (label: string) =>
    [...document.querySelectorAll("button")].find((each) => each.textContent === label)?.click();
  return { create, sendMessage, labels, press };
}

beforeEach(() => document.body.replaceChildren());

test.each([
  ["https://arxiv.org/pdf/2311.09227v1", "http://127.0.0.1:8765/abs/2311.09227"],
  ["https://arxiv.org/pdf/hep-th/9901001.pdf", "http://127.0.0.1:8765/abs/hep-th/9901001"],
  ["https://www.arxiv.org/pdf/2311.09227", "http://127.0.0.1:8765/abs/2311.09227"],
])("on the PDF %s our page of the paper opens", async (url, page) => {
  const { create, labels } = await pressedOn(url);
  await vi.waitFor(() => expect(create).toHaveBeenCalledWith({ url: page }));
  expect(labels()).toEqual([]);
});

test("on a paper's page it opens and closes the panel", async () => {
  const { sendMessage, labels, press } = await pressedOn("https://arxiv.org/abs/2311.09227");
  await vi.waitFor(() => expect(labels()).toContain("Open the page of 2311.09227"));
  press("Open or close the panel");
  await vi.waitFor(() => expect(sendMessage).toHaveBeenCalledWith(7, { kind: "toggle" }));
});

test.each(["https://evil.example/pdf/2311.09227", "chrome://newtab/", undefined])(
  "elsewhere (%s) it says whether the server is there",
  async (url) => {
    const { create, labels } = await pressedOn(url);
    await vi.waitFor(() =>
      expect(document.querySelector("[role=status]")?.textContent).toBe("The server answers."),
    );
    expect(labels()).toEqual(["Open the server’s front page", "Options", "How to begin"]);
    expect(create).not.toHaveBeenCalled();
  },
);
