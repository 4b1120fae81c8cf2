/** Papers for tests, in the server's shapes. */
import type { Crawl, CrawlPart, PaperRecord, Row } from "../../src/api/types";

export function row(values: Partial<Row> = {}): Row {
  return {
    id: "s2:0",
    title: "A paper",
    authors: ["Ada Lovelace"],
    year: 1843,
    venue: null,
    published: null,
    citation_count: null,
    influential: null,
    url: null,
    arxiv_id: null,
    ...values,
  };
}

export function record(values: Partial<PaperRecord> = {}): PaperRecord {
  return {
    id: "2311.09227",
    arxiv_id: "2311.09227",
    version: 1,
    title: "Open-Sourcing Highly Capable Foundation Models",
    abstract: "Recent decisions by leading AI labs…",
    authors: [{ name: "Elizabeth Seger" }],
    categories: [{ term: "cs.CY", label: "Computers and Society", primary: true }],
    published: "2023-09-29",
    updated: "2023-11-17",
    year: 2023,
    venue: null,
    url: "https://arxiv.org/abs/2311.09227",
    comments: null,
    doi: null,
    journal_ref: null,
    report_number: null,
    msc_classes: null,
    acm_classes: null,
    license: { url: "http://creativecommons.org/licenses/by/4.0/", label: "CC BY 4.0" },
    withdrawn: false,
    versions: [],
    summary: { text: "It weighs risks and benefits.", source: "semantic_scholar", model: null },
    terms: [{ term: "open source", weight: 0.214 }],
    counts: { citations: 2, references: 1, comments: 0 },
    citations: [
      row({ id: "2401.00001", title: "Citing one", year: 2024, authors: ["Sayash Kapoor"] }),
      row({ id: "s2:1", title: null, year: null, authors: [] }),
    ],
    references: [row({ id: "1706.03762", title: "Attention", year: 2017 })],
    similar: [
      { paper: row({ id: "2405.08597", title: "Risks" }), score: 0.83, why: ["recommended"] },
    ],
    sources: [
      {
        name: "semantic_scholar",
        part: "citations",
        state: "ok",
        fetched_at: new Date().toISOString(),
        count: 2,
        total: 2,
        message: null,
        url: null,
      },
    ],
    refresh_after: "2099-01-01T00:00:00Z",
    ...values,
  };
}

export function part(values: Partial<CrawlPart> = {}): CrawlPart {
  return {
    source: "semantic_scholar",
    part: "citations",
    state: "asking",
    until: null,
    count: null,
    total: null,
    message: null,
    ...values,
  };
}

export function crawl(values: Partial<Crawl> = {}): Crawl {
  return {
    id: 7,
    spider: "paper",
    target: "2311.09227",
    parameters: {},
    state: "running",
    position: null,
    expected_wait: null,
    priority: "reader",
    schedule: null,
    requested_at: "2026-11-24T10:00:00Z",
    started_at: null,
    finished_at: null,
    error: null,
    parts: [],
    progress: null,
    ...values,
  };
}
