/* Made from the OpenAPI document by `make types`. */

/**
 * A comment to keep: Markdown (CommonMark), without HTML and images.
 */
export interface CommentRequest {
  /**
   * An arXiv id, or `doi:…`, `s2:…`, `openalex:…`, `lens:…`.
   */
  paper: string;
  text: string;
  /**
   * Null: unsigned.
   */
  author?: string | null;
  /**
   * The `id` of the comment that this one answers.
   */
  reply_to?: number | null;
}
/**
 * A comment on record.
 */
export interface Comment {
  id: number;
  paper: string;
  author: string | null;
  /**
   * As it was written.
   */
  text: string;
  /**
   * The same, harmless: paragraphs, emphasis, lists, code, links.
   */
  html: string;
  created: string;
  /**
   * Null: never.
   */
  edited: string | null;
  /**
   * The comment that it answers.
   */
  reply_to: number | null;
  /**
   * Whether the caller may edit it.
   */
  mine: boolean;
  /**
   * Curators alone see it.
   */
  hidden: boolean;
}
/**
 * An error, in the form of RFC 9457.
 */
export interface Problem {
  /**
   * A URI; its last part is the error's stable name.
   */
  type: string;
  /**
   * What kind of error it is.
   */
  title: string;
  status: number;
  /**
   * What was wrong, and what to do.
   */
  detail: string;
  /**
   * The path asked for.
   */
  instance: string;
  /**
   * As the header X-Request-ID says, and the server's log.
   */
  request_id: string;
}
/**
 * What is to be another way; at least one of the two.
 */
export interface CommentChange {
  /**
   * One's own alone.
   */
  text?: string | null;
  /**
   * Of curators: readers see it no more. Settles what was reported.
   */
  hidden?: boolean | null;
}
/**
 * Why a comment should be looked at.
 */
export interface ReportRequest {
  reason: string;
}
/**
 * What to collect: each spider has its own kind of target, and its own parameters.
 */
export interface CrawlRequest {
  /**
   * One of those that /api/v1/spiders lists.
   */
  spider?: string;
  /**
   * What its spider can be pointed at.
   */
  target: string;
  /**
   * What its spider takes beside the target.
   */
  parameters?: {
    [k: string]: unknown;
  };
  /**
   * Collect even what is still fresh.
   */
  refresh?: boolean;
}
/**
 * A crawl: what was asked for, and how far it is.
 */
export interface Crawl {
  id: number;
  spider: string;
  target: string;
  /**
   * What the spider was given beside it.
   */
  parameters: {
    [k: string]: unknown;
  };
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /**
   * While queued: 1 is the next to be drawn.
   */
  position: number | null;
  /**
   * While queued: seconds until it is drawn, as those took that ended last; null: nobody can tell.
   */
  expected_wait: number | null;
  /**
   * What goes before what.
   */
  priority: "first" | "reader" | "bulk" | "idle";
  /**
   * The schedule that made it; null: none did.
   */
  schedule: number | null;
  requested_at: string;
  started_at: string | null;
  finished_at: string | null;
  /**
   * When failed: why, in a sentence.
   */
  error: string | null;
  parts: CrawlPart[];
  /**
   * Of many papers; null where it is of one.
   */
  progress: CrawlProgress | null;
}
/**
 * How one part of one source stands.
 */
export interface CrawlPart {
  source: string;
  part: string;
  state: "waiting" | "asking" | "ok" | "capped" | "unknown" | "resting" | "down";
  /**
   * While waiting: when its turn comes.
   */
  until: string | null;
  /**
   * Rows that came.
   */
  count: number | null;
  /**
   * Rows that the source claims.
   */
  total: number | null;
  /**
   * Why not, in a sentence.
   */
  message: string | null;
}
/**
 * How far a crawl of many papers is; counted in the transactions that store them.
 */
export interface CrawlProgress {
  /**
   * Records that came.
   */
  seen: number;
  /**
   * Papers that were new, or of which more was said.
   */
  stored: number;
  /**
   * Records that say nothing, ids that nobody knows.
   */
  unreadable: number;
  /**
   * Records that the source has removed.
   */
  deleted: number;
  /**
   * What the source claims to have.
   */
  total: number | null;
}
/**
 * One page of a list.
 */
export interface CrawlPage {
  items: Crawl[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
}
/**
 * Another place in the queue.
 */
export interface CrawlChange {
  /**
   * `first`: before what readers wait for; `reader`: as that; `bulk`: after that; `idle`: when there is nothing else. What collects many papers is one of the last two.
   */
  priority: "first" | "reader" | "bulk" | "idle";
}
/**
 * One page of a list.
 */
export interface SpiderPage {
  items: Spider[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
}
/**
 * A spider that can be asked for, and how it did so far.
 */
export interface Spider {
  name: string;
  description: string;
  /**
   * What its `target` is.
   */
  target: string;
  /**
   * What else it takes: a JSON Schema.
   */
  parameters: {
    [k: string]: unknown;
  };
  /**
   * It collects many papers, after what readers wait for.
   */
  many: boolean;
  /**
   * Requests that it sent, on behalf of others too.
   */
  requests: number;
  /**
   * What came of them: ok, capped, unknown, resting or down, and how often.
   */
  answers: {
    [k: string]: number;
  };
  /**
   * When a crawl asked of it last ended.
   */
  last_run: string | null;
}
/**
 * One page of the papers found.
 */
export interface Found {
  items: Paper[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
  /**
   * Null: not asked for.
   */
  facets: Facets | null;
}
/**
 * A paper without its lists of other papers; where `fields` are given, these and the `id`.
 */
export interface Paper {
  /**
   * The best name it goes by.
   */
  id: string;
  arxiv_id?: string | null;
  /**
   * The newest known; null outside arXiv.
   */
  version?: number | null;
  title?: string | null;
  abstract?: string | null;
  authors?: Author[];
  /**
   * The primary one first.
   */
  categories?: Category[];
  /**
   * When it first came out.
   */
  published?: string | null;
  /**
   * The newest version's date; null outside arXiv.
   */
  updated?: string | null;
  year?: number | null;
  /**
   * Journal, conference or the like.
   */
  venue?: string | null;
  /**
   * Where it can be read; http or https.
   */
  url?: string | null;
  /**
   * The authors' comments on arXiv.
   */
  comments?: string | null;
  doi?: string | null;
  journal_ref?: string | null;
  report_number?: string | null;
  /**
   * Mathematics Subject Classification.
   */
  msc_classes?: string | null;
  /**
   * ACM Computing Classification.
   */
  acm_classes?: string | null;
  license?: License | null;
  withdrawn?: boolean | null;
  /**
   * The submission history, oldest first.
   */
  versions?: Version[];
  summary?: Summary | null;
  /**
   * Heaviest first.
   */
  terms?: Term[];
  counts?: Counts;
  /**
   * Where each part came from, and how whole.
   */
  sources?: Source[];
  /**
   * Past: ask for a crawl. Null: never collected.
   */
  refresh_after?: string | null;
}
/**
 * One author.
 */
export interface Author {
  name: string;
}
/**
 * One arXiv category.
 */
export interface Category {
  term: string;
  /**
   * Its full name.
   */
  label: string;
  primary: boolean;
}
/**
 * The licence, by name.
 */
export interface License {
  url: string | null;
  label: string;
}
/**
 * One line of the submission history.
 */
export interface Version {
  version: number;
  submitted: string;
}
/**
 * The quick summary, and who wrote it.
 */
export interface Summary {
  text: string;
  source: "semantic_scholar" | "language_model" | "abstract" | "sample";
  /**
   * The language model that wrote it; null: none did.
   */
  model: string | null;
}
/**
 * A key term; `weight` is its TF-IDF, 0 to 1.
 */
export interface Term {
  term: string;
  weight: number;
}
/**
 * How many there are, as the sources claim or as we hold, whichever is more.
 */
export interface Counts {
  /**
   * Null: no source says.
   */
  citations: number | null;
  /**
   * Null: no source says.
   */
  references: number | null;
  /**
   * Of our readers.
   */
  comments: number;
}
/**
 * How one source stands with one part of the record.
 */
export interface Source {
  name: string;
  part: "metadata" | "citations" | "references" | "similar" | "summary";
  state: "ok" | "capped" | "unknown" | "resting" | "down";
  /**
   * Its last good answer.
   */
  fetched_at: string | null;
  /**
   * Rows that we hold of it.
   */
  count: number | null;
  /**
   * Rows that it claims.
   */
  total: number | null;
  /**
   * Why not, in a sentence.
   */
  message: string | null;
  /**
   * Where a person can look it up.
   */
  url: string | null;
}
/**
 * How many of the papers found there are of a kind.
 */
export interface Facets {
  /**
   * The 20 largest.
   */
  categories: CategoryCount[];
  /**
   * The newest first.
   */
  years: YearCount[];
}
/**
 * How many papers are of a category.
 */
export interface CategoryCount {
  term: string;
  label: string;
  count: number;
}
/**
 * How many papers are of a year.
 */
export interface YearCount {
  year: number;
  count: number;
}
/**
 * All of a paper; citations and references up to 1,000 each, the rest by paging.
 */
export interface Record {
  /**
   * The best name it goes by.
   */
  id: string;
  arxiv_id: string | null;
  /**
   * The newest known; null outside arXiv.
   */
  version: number | null;
  title: string | null;
  abstract: string | null;
  authors: Author[];
  /**
   * The primary one first.
   */
  categories: Category[];
  /**
   * When it first came out.
   */
  published: string | null;
  /**
   * The newest version's date; null outside arXiv.
   */
  updated: string | null;
  year: number | null;
  /**
   * Journal, conference or the like.
   */
  venue: string | null;
  /**
   * Where it can be read; http or https.
   */
  url: string | null;
  /**
   * The authors' comments on arXiv.
   */
  comments: string | null;
  doi: string | null;
  journal_ref: string | null;
  report_number: string | null;
  /**
   * Mathematics Subject Classification.
   */
  msc_classes: string | null;
  /**
   * ACM Computing Classification.
   */
  acm_classes: string | null;
  license: License | null;
  withdrawn: boolean | null;
  /**
   * The submission history, oldest first.
   */
  versions: Version[];
  summary: Summary | null;
  /**
   * Heaviest first.
   */
  terms: Term[];
  counts: Counts;
  /**
   * Where each part came from, and how whole.
   */
  sources: Source[];
  /**
   * Past: ask for a crawl. Null: never collected.
   */
  refresh_after: string | null;
  /**
   * The papers that cite it.
   */
  citations: CitationRow[];
  /**
   * The papers that it cites.
   */
  references: CitationRow[];
  similar: Similar[];
}
/**
 * A paper that cites, or is cited.
 */
export interface CitationRow {
  /**
   * The best name it goes by.
   */
  id: string;
  title: string | null;
  /**
   * The first 50.
   */
  authors: string[];
  /**
   * Authors beyond those listed.
   */
  more_authors: number;
  year: number | null;
  venue: string | null;
  published: string | null;
  citation_count: number | null;
  arxiv_id: string | null;
  /**
   * Where it can be read; http or https.
   */
  url: string | null;
  /**
   * As Semantic Scholar judges; null: not judged.
   */
  influential: boolean | null;
  /**
   * For what it is cited, as Semantic Scholar judges.
   */
  intents: string[];
  /**
   * Sentences that cite it; at most 5.
   */
  contexts: string[];
}
/**
 * A paper like this one, and why.
 */
export interface Similar {
  paper: Row;
  /**
   * 0 to 1; null where its source gives none.
   */
  score: number | null;
  why: string[];
}
/**
 * A paper in a list.
 */
export interface Row {
  /**
   * The best name it goes by.
   */
  id: string;
  title: string | null;
  /**
   * The first 50.
   */
  authors: string[];
  /**
   * Authors beyond those listed.
   */
  more_authors: number;
  year: number | null;
  venue: string | null;
  published: string | null;
  citation_count: number | null;
  arxiv_id: string | null;
  /**
   * Where it can be read; http or https.
   */
  url: string | null;
}
/**
 * Papers by name.
 */
export interface BatchRequest {
  /**
   * @minItems 1
   * @maxItems 500
   *
   * Items: An arXiv id, or `doi:…`, `s2:…`, `openalex:…`, `lens:…`.
   */
  ids: [string, ...string[]];
}
/**
 * Papers in the order of the `ids`, null where one is not on record.
 */
export interface Batch {
  items: (Paper | null)[];
  /**
   * The ids that are not on record, as they were given.
   */
  unknown: string[];
}
/**
 * A paper's neighbourhood.
 */
export interface Graph {
  center: string;
  /**
   * The paper at the centre first.
   */
  nodes: GraphNode[];
  edges: GraphEdge[];
  clusters: GraphCluster[];
  total: GraphTotal;
}
/**
 * A paper in the graph.
 */
export interface GraphNode {
  id: string;
  title: string | null;
  authors: string[];
  year: number | null;
  citation_count: number | null;
  url: string | null;
  /**
   * What it is to the paper at the centre; `further`: of the second hop.
   */
  role: "paper" | "citation" | "reference" | "both" | "further";
  /**
   * Where it lies, to the right; the paper at the centre at 0, 0. A node's usual distance from there is about 1. The same at every visit, and hardly other when a few papers come or go.
   */
  x: number;
  /**
   * Where it lies, downwards, in the same unit.
   */
  y: number;
  /**
   * The `id` of its cluster; null: it belongs to none, or is at the centre.
   */
  cluster: number | null;
}
/**
 * `source` cites `target`.
 */
export interface GraphEdge {
  source: string;
  target: string;
}
/**
 * Papers on one topic: alike in their words, and in whom they cite and are cited by.
 */
export interface GraphCluster {
  /**
   * From 0, the greatest cluster first.
   */
  id: number;
  /**
   * The words of its titles that tell it from the others.
   */
  name: string;
  /**
   * How many nodes it has.
   */
  size: number;
}
/**
 * How many neighbours there are, shown or not.
 */
export interface GraphTotal {
  citations: number;
  references: number;
}
/**
 * One page of a list.
 */
export interface CitationPage {
  items: CitationRow[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
  /**
   * Null: not asked for.
   */
  facets: ListFacets | null;
}
/**
 * How many of the rows found there are of a kind.
 */
export interface ListFacets {
  /**
   * The newest first.
   */
  years: YearCount[];
  influential: number;
  with_arxiv_id: number;
}
/**
 * One page of a list.
 */
export interface SimilarPage {
  items: Similar[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
}
/**
 * One page of a list.
 */
export interface TermPage {
  items: Term[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
}
/**
 * One page of a list.
 */
export interface CommentPage {
  items: Comment[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
}
/**
 * What to collect again and again, and when.
 */
export interface ScheduleRequest {
  /**
   * One of those that /api/v1/spiders lists.
   */
  spider?: string;
  /**
   * What its spider can be pointed at.
   */
  target: string;
  /**
   * What its spider takes beside the target.
   */
  parameters?: {
    [k: string]: unknown;
  };
  /**
   * Hours from one time to the next; 168 is a week.
   */
  every_hours?: number;
  /**
   * When the first time is: the next such moment of a day, in UTC; not given: at once. So `at` alone is every day at that time.
   */
  at?: string | null;
}
/**
 * A crawl that is made again and again.
 */
export interface Schedule {
  id: number;
  spider: string;
  target: string;
  /**
   * What the spider is given beside it.
   */
  parameters: {
    [k: string]: unknown;
  };
  every_hours: number;
  /**
   * When its next crawl is due; one that is late has been waiting for a worker. Null: it is paused.
   */
  next: string | null;
  paused: boolean;
  created: string;
  /**
   * The `id` of the crawl that it made last, or that was under way for the same; it may be forgotten by now.
   */
  last_crawl: number | null;
}
/**
 * One page of a list.
 */
export interface SchedulePage {
  items: Schedule[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * The cursor of the next page; null on the last.
   */
  next: string | null;
}
/**
 * Whether it rests.
 */
export interface ScheduleChange {
  /**
   * While it does, its times pass by.
   */
  paused: boolean;
}
/**
 * The `fields` of a record that were asked for, and its `id`.
 */
export interface PartOfRecord {
  /**
   * The best name it goes by.
   */
  id: string;
  arxiv_id?: string | null;
  /**
   * The newest known; null outside arXiv.
   */
  version?: number | null;
  title?: string | null;
  abstract?: string | null;
  authors?: Author[];
  /**
   * The primary one first.
   */
  categories?: Category[];
  /**
   * When it first came out.
   */
  published?: string | null;
  /**
   * The newest version's date; null outside arXiv.
   */
  updated?: string | null;
  year?: number | null;
  /**
   * Journal, conference or the like.
   */
  venue?: string | null;
  /**
   * Where it can be read; http or https.
   */
  url?: string | null;
  /**
   * The authors' comments on arXiv.
   */
  comments?: string | null;
  doi?: string | null;
  journal_ref?: string | null;
  report_number?: string | null;
  /**
   * Mathematics Subject Classification.
   */
  msc_classes?: string | null;
  /**
   * ACM Computing Classification.
   */
  acm_classes?: string | null;
  license?: License | null;
  withdrawn?: boolean | null;
  /**
   * The submission history, oldest first.
   */
  versions?: Version[];
  summary?: Summary | null;
  /**
   * Heaviest first.
   */
  terms?: Term[];
  counts?: Counts;
  /**
   * Where each part came from, and how whole.
   */
  sources?: Source[];
  /**
   * Past: ask for a crawl. Null: never collected.
   */
  refresh_after?: string | null;
  /**
   * The papers that cite it.
   */
  citations?: CitationRow[];
  /**
   * The papers that it cites.
   */
  references?: CitationRow[];
  similar?: Similar[];
}
