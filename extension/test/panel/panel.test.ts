import { beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../src/api/client";
import type { PaperRecord } from "../../src/api/types";
import { mountPanel, type Mount } from "../../src/panel";
import { settle } from "../../src/panel/forces";
import { graphOfRecord } from "../../src/panel/network";
import { type Script, ScriptedClient } from "../fakes/client";
import { FakeMemory } from "../fakes/memory";
import { crawl, part, record, row } from "../samples/papers";

beforeEach(() => {
  document.body.replaceChildren();
  vi.stubGlobal("IntersectionObserver", EverythingIsNear);
});

/** There is no screen here: all of the page counts as being on it. */
class EverythingIsNear {
  constructor(private readonly tell: (changes: { isIntersecting: boolean }[]) => void) {}
  observe(): void {
    queueMicrotask(() => this.tell([{ isIntersecting: true }]));
  }
  disconnect(): void {}
}

const NO_COMMENTS = { items: [], total: 0, next: null };

function holding(shown: PaperRecord): Script {
  return {
    record: [{ record: shown, etag: '"1"' }],
    graph: [graphOfRecord(shown, 60)],
    comments: [NO_COMMENTS],
    batch: [{ items: [null] }],
  };
}

async function mounted(script: Script, mount: Partial<Mount> = {}, until = "ready") {
  const host = document.createElement("arxiv-lens");
  document.body.append(host);
  const client = new ScriptedClient(script);
  const memory = new FakeMemory();
  mountPanel(host, {
    paper: "2311.09227",
    pinned: null,
    place: "server",
    client,
    memory,
    server: "http://127.0.0.1:8765",
    layout: settle,
    waitForClick: false,
    without: [],
    theme: "auto",
    ...mount,
  });
  const root = host.shadowRoot as ShadowRoot;
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  const text = (selector: string) => all(selector).map((element) => element.textContent);
  const the = (selector: string) => {
    const [element] = all(selector);
    if (!element) throw new Error(`no ${selector}`);
    return element;
  };
  if (until) {
    await vi.waitFor(() => {
      expect(host.dataset.state).toBe(until);
      expect(all(".content:empty")).toEqual([]); // all parts are made
    });
  }
  /** The network's links come after what all can see. */
  const linked = () => vi.waitFor(() => expect(all(".node")).not.toEqual([]));
  return { host, client, memory, root, all, text, the, linked };
}

test("every part is there, filled from one record", async () => {
  const { text, the, all, linked } = await mounted(holding(record()));
  await linked();
  expect(all("section[data-part]").map(({ dataset }) => dataset.part)).toEqual([
    "summary",
    "facts",
    "terms",
    "graph",
    "table",
    "similar",
    "comments",
    "provenance",
  ]);
  expect(the("[data-part=summary]").textContent).toContain("It weighs risks and benefits.");
  expect(the("[data-part=facts]").textContent).toContain("Computers and Society");
  expect(text("[data-part=terms] li")).toEqual(["open source 0.214"]);
  expect(
    all(".node")
      .map(({ dataset }) => dataset.role)
      .sort(),
  ).toEqual(["citation", "citation", "paper", "reference"]);
  expect(text("tbody tr")).toEqual([
    "Citing oneSayash Kapoor2024unknownView PaperBibTeX",
    "title unknownauthors unknownyear unknownunknownView PaperBibTeX",
  ]);
  expect(the("[data-part=table] .completeness").textContent).toBe(
    "2 of 2 citations, Semantic Scholar, today",
  );
  expect(the("[data-part=similar]").textContent).toContain("83% alike");
  expect(the("[data-part=provenance]").textContent).toContain(
    "Semantic Scholar: 2 of 2 citations, today",
  );
  await vi.waitFor(() =>
    expect(the("[data-part=comments]").textContent).toContain("Nobody has commented yet."),
  );
});

test("on arXiv the facts come late and folded; what the reader unfolds stays so", async () => {
  const there = { place: "arxiv", pinned: 3 } as const;
  const { all, the, memory, linked } = await mounted(holding(record()), there);
  await linked();
  expect(all("section[data-part]").map(({ dataset }) => dataset.part)).toEqual([
    "summary",
    "terms",
    "graph",
    "table",
    "similar",
    "comments",
    "facts",
    "provenance",
  ]);
  const fold = the("[data-part=facts] .fold");
  expect(fold.getAttribute("aria-expanded")).toBe("false");
  fold.click();
  expect(fold.getAttribute("aria-expanded")).toBe("true");
  expect(memory.held.get("folded.facts")).toBe(false);
  expect(the("[data-part=facts]").textContent).toContain("1 (this page shows version 3)");
  expect(the(".node.citation[data-id='2401.00001']").getAttribute("href")).toBe(
    "https://arxiv.org/abs/2401.00001",
  );
});

test("tabs, sorting, filtering", async () => {
  const { the, text } = await mounted(holding(record()));
  expect(text("[role=tab]")).toEqual(["Citations 2", "References 1"]);
  the("[data-tab=references]").click();
  expect(text("tbody td.title")).toEqual(["Attention"]);
  the("[data-tab=citations]").click();
  the("[data-sort=year]").click();
  expect(the("th.year").getAttribute("aria-sort")).toBe("ascending");
  const filter = the("[data-action=filter]") as HTMLInputElement;
  filter.value = "kapoor";
  filter.dispatchEvent(new Event("input"));
  expect(text("tbody td.title")).toEqual(["Citing one"]);
  filter.value = "nobody";
  filter.dispatchEvent(new Event("input"));
  expect(the("[data-part=table] .none").textContent).toBe("No row holds “nobody”.");
});

test("a row says whether and why it is influential, and in which sentences it cites", async () => {
  const marked = row({
    id: "s2:9",
    influential: true,
    intents: ["methodology", "of-its-own"],
    contexts: ["As <b>shown</b> by $x^2$ [1].", "See [1]."],
  });
  const shown = record({ citations: [row({ id: "s2:8", title: "Plain" }), marked] });
  const { the, all, text } = await mounted(holding(shown));
  the("[data-sort=marks]").click();
  expect(all("tbody tr")[0]?.dataset.id).toBe("s2:9");
  expect(text("tbody tr:first-child .mark")).toEqual(["influential", "method", "of-its-own"]);
  expect(text("tbody tr:first-child summary")).toEqual(["2 sentences"]);
  expect(text("tbody blockquote")[0]).toContain("As <b>shown</b> by");
});

test("a thousand rows come in pages, the others from the server", async () => {
  const rows = Array.from({ length: 1500 }, (_, at) =>
    row({ id: `s2:${at}`, title: `Paper ${at}` }),
  );
  const shown = record({
    citations: rows.slice(0, 1000),
    counts: { citations: 1500, references: 1, comments: 0 },
  });
  const script = holding(shown);
  script.rows = [
    { items: rows.slice(0, 1000), total: 1500, next: "1000" },
    { items: rows.slice(1000), total: 1500, next: null },
  ];
  const { all, the, client } = await mounted(script);
  expect(all("tbody tr")).toHaveLength(50);
  the("[data-action=next]").click();
  expect(the(".pager").textContent).toContain("51–100 of 1,000");
  the("[data-action=load-rest]").click();
  await vi.waitFor(() => expect(the(".pager").textContent).toContain("1–50 of 1,500"));
  expect(the("[data-action=load-rest]").hidden).toBe(true);
  expect(client.asked.filter(({ kind }) => kind === "rows").map(({ params }) => params)).toEqual([
    { paper: "2311.09227", list: "citations", cursor: null },
    { paper: "2311.09227", list: "citations", cursor: "1000" },
  ]);
});

test("graph and table point out the same paper", async () => {
  const { the, linked } = await mounted(holding(record()));
  await linked();
  the("tbody tr[data-id='2401.00001'] td").dispatchEvent(
    new Event("pointerover", { bubbles: true }),
  );
  expect(the("tr[data-id='2401.00001']").classList.contains("selected")).toBe(true);
  the(".node[data-id='s2:1']").dispatchEvent(new Event("focusin", { bubbles: true }));
  expect(the("tr[data-id='s2:1']").classList.contains("selected")).toBe(true);
  expect(the(".card").textContent).toContain("title unknown");
  the(".node[data-id='s2:1']").dispatchEvent(
    new KeyboardEvent("keydown", { key: " ", bubbles: true }),
  );
  expect((the("tr[data-id='s2:1'] .tick input") as HTMLInputElement).checked).toBe(true);
  expect(the("[data-action=export]").textContent).toBe("Export 1 chosen");
  expect(the(".chosen").hidden).toBe(false);
});

test("comments are read, written with their line breaks, and deleted after a second thought", async () => {
  const said = (id: number, text: string) => ({
    id,
    paper: "2311.09227",
    author: null,
    text,
    created: new Date().toISOString(),
  });
  const shown = record();
  const script: Script = {
    ...holding(shown),
    comments: [{ items: [said(1, "First.")], total: 1, next: null }],
    addComment: [
      new Problem("bad-comment", "Say what you think.", 422),
      said(2, "Line one\nline <b>two</b>"),
    ],
    removeComment: [null],
  };
  const { the, text, client } = await mounted(script);
  await vi.waitFor(() => expect(text(".words")).toEqual(["First."]));
  const words = the("textarea") as HTMLTextAreaElement;
  const send = () => the("form").dispatchEvent(new Event("submit", { cancelable: true }));
  words.value = "Line one\nline <b>two</b>";
  send();
  await vi.waitFor(() => expect(the(".failed").textContent).toBe("Say what you think."));
  expect(words.value).not.toBe("");
  send();
  await vi.waitFor(() => expect(text(".words")).toEqual(["First.", "Line oneline <b>two</b>"]));
  expect(words.value).toBe("");
  the("[data-comment='2'] [data-action=comment-delete]").click();
  expect(client.asked.map(({ kind }) => kind)).not.toContain("removeComment");
  expect(the("[data-comment='2'] [data-action=comment-delete]").textContent).toBe(
    "Delete for good?",
  );
  the("[data-comment='2'] [data-action=comment-delete]").click();
  await vi.waitFor(() => expect(text(".words")).toEqual(["First."]));
  expect(client.asked.at(-1)).toEqual({ kind: "removeComment", params: { comment: 2 } });
});

test("one's own comment is edited, another's answered or reported", async () => {
  const said = (id: number, values: object) => ({
    id,
    paper: "2311.09227",
    author: null,
    text: `Comment ${id}.`,
    created: new Date().toISOString(),
    edited: null,
    reply_to: null,
    mine: false,
    ...values,
  });
  const { the, all, text, client } = await mounted({
    ...holding(record()),
    comments: [{ items: [said(2, {}), said(1, { mine: true })], total: 2, next: null }],
    editComment: [said(1, { mine: true, text: "Edited.", edited: new Date().toISOString() })],
    addComment: [said(3, { mine: true, reply_to: 2 })],
    reportComment: [null],
  });
  await vi.waitFor(() => expect(text(".words")).toEqual(["Comment 2.", "Comment 1."]));
  const acts = (id: number) =>
    all(`[data-comment='${id}'] [data-action]`).map(({ dataset }) => dataset.action);
  expect(acts(1)).toEqual(["comment-reply", "comment-edit", "comment-delete"]);
  expect(acts(2)).toEqual(["comment-reply", "comment-report"]);
  const fill = (id: number, words: string) => {
    (the(`[data-comment='${id}'] textarea`) as HTMLTextAreaElement).value = words;
    the(`[data-comment='${id}'] form`).dispatchEvent(new Event("submit", { cancelable: true }));
  };
  the("[data-comment='1'] [data-action=comment-edit]").click();
  fill(1, "Edited.");
  await vi.waitFor(() => expect(the("[data-comment='1']").textContent).toContain("(edited)"));
  the("[data-comment='2'] [data-action=comment-reply]").click();
  fill(2, "Comment 3.");
  await vi.waitFor(() => expect(text(".words")).toEqual(["Comment 2.", "Comment 3.", "Edited."]));
  expect(the("[data-comment='3']").classList.contains("reply")).toBe(true);
  the("[data-comment='2'] [data-action=comment-report]").click();
  fill(2, "An advertisement.");
  await vi.waitFor(() => expect(the("[data-comment='2']").textContent).toContain("Reported."));
  const asked = client.asked.filter(({ kind }) => /Comment$/.test(kind));
  expect(asked.map(({ params }) => params)).toEqual([
    { comment: 1, text: "Edited." },
    { paper: "2311.09227", text: "Comment 3.", author: null, reply_to: 2 },
    { comment: 2, reason: "An advertisement." },
  ]);
});

test("while a crawl runs it says what it waits for", async () => {
  const { the, host } = await mounted(
    {
      record: [new Problem("paper-unknown", "Not yet.", 404)],
      startCrawl: [crawl({ parts: [part({ source: "arxiv", part: "metadata" })] })],
      crawl: [crawl({ parts: [part({ source: "arxiv", part: "metadata" })] })],
    },
    {},
    "collecting",
  );
  await vi.waitFor(() =>
    expect(the("[data-part=status]").textContent).toBe("Asking arXiv for metadata…"),
  );
  expect(host.dataset.state).toBe("collecting");
});

test("without a server it says how to start one, and tries again", async () => {
  const shown = record();
  const script: Script = {
    ...holding(shown),
    record: [
      new Problem("unreachable", "No ArxivLens server answers at http://127.0.0.1:8765."),
      { record: shown, etag: null },
    ],
  };
  const { the, host } = await mounted(script, {}, "unreachable");
  expect(the("[data-part=notice]").textContent).toContain("make run");
  expect(the("[data-part=notice]").textContent).toContain("arxivlens serve");
  the("[data-action=retry]").click();
  await vi.waitFor(() => expect(host.dataset.state).toBe("ready"));
  expect(the("[data-part=notice]").hidden).toBe(true);
});

test("it finds a server that comes back by itself, and says meanwhile what it said", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const gone = new Problem("unreachable", "No ArxivLens server answers.");
  const script = { ...holding(record()), record: [gone, gone, { record: record(), etag: null }] };
  const { the, client, host } = await mounted(script, {}, "unreachable");
  const said = the("[data-part=notice] p");
  await vi.advanceTimersByTimeAsync(4_000);
  expect(client.asked.filter(({ kind }) => kind === "record")).toHaveLength(2);
  expect(the("[data-part=notice] p")).toBe(said); // a screen reader is not told again
  await vi.advanceTimersByTimeAsync(8_000);
  await vi.waitFor(() => expect(host.dataset.state).toBe("ready"));
  expect(the("[data-part=notice]").hidden).toBe(true);
  vi.useRealTimers();
});

test("a refresh asks for a crawl and keeps what is shown", async () => {
  const { the, client } = await mounted({
    ...holding(record()),
    startCrawl: [crawl({ state: "done" })],
  });
  the("[data-action=refresh]").click();
  const crawls = () =>
    client.asked.filter(({ kind }) => kind === "startCrawl").map(({ params }) => params);
  await vi.waitFor(() => expect(crawls()).toEqual([{ paper: "2311.09227", refresh: true }]));
  expect(the("[data-part=summary]").textContent).toContain("It weighs risks and benefits.");
});

test("asked to wait for a click, it asks nothing before", async () => {
  const { the, client, host } = await mounted(holding(record()), { waitForClick: true }, "");
  expect(client.asked).toEqual([]);
  the("[data-action=go]").click();
  await vi.waitFor(() => expect(host.dataset.state).toBe("ready"));
});

test("whatever a record holds is text, and no link leaves for a strange scheme", async () => {
  const evil =
    '<img src=x onerror="alert(1)"><script>alert(1)</script>\u202e$\\href{javascript:alert(1)}{x}$';
  const bad = "javascript:alert(1)";
  const evilRow = row({ id: bad, title: evil, authors: [evil], venue: evil, url: bad });
  const { root, all } = await mounted(
    holding(
      record({
        title: evil,
        abstract: evil,
        authors: [{ name: evil.repeat(1000) }],
        comments: `${evil} https://example.org/"><script> ${bad}`,
        categories: [{ term: evil, label: evil, primary: true }],
        doi: evil,
        journal_ref: evil,
        license: { url: bad, label: evil },
        url: bad,
        summary: { text: evil, source: evil as never, model: evil },
        terms: [{ term: evil, weight: 1 }],
        citations: [evilRow],
        references: [evilRow],
        similar: [{ paper: evilRow, score: 0.5, why: [evil] }],
        sources: [
          {
            name: evil,
            part: "citations",
            state: "down",
            fetched_at: evil,
            count: 1,
            total: 1,
            message: evil,
            url: bad,
          },
        ],
      }),
    ),
  );
  expect(root.querySelector("img, script, b, iframe, object, [onerror]")).toBeNull();
  for (const link of all("a")) {
    expect(link.getAttribute("href")).toMatch(/^https?:\/\//);
    if (link.getAttribute("target")) expect(link.getAttribute("rel")).toBe("noopener noreferrer");
  }
  expect(root.textContent).toContain("<script>alert(1)</script>");
});
