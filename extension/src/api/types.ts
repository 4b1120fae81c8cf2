/** What the server answers, under /api/v1. Absent is null. */

export interface Author {
  name: string;
}

export interface Category {
  term: string;
  label: string;
  primary: boolean;
}

export interface Version {
  version: number;
  submitted: string;
}

export interface License {
  url: string | null;
  label: string;
}

export interface Summary {
  text: string;
  source: string;
  model: string | null;
}

export interface Term {
  term: string;
  weight: number;
}

/** One paper of a list. `url` is where "View Paper" goes; it is null when there is no such page. */
export interface Row {
  id: string;
  title: string | null;
  /** The first ones; `more_authors` come after them. */
  authors: string[];
  more_authors?: number;
  year: number | null;
  venue: string | null;
  published: string | null;
  citation_count: number | null;
  /** Only in rows of citations and references. */
  influential?: boolean | null;
  /** Why it is cited, as Semantic Scholar judges: "background", "methodology", "result". */
  intents?: string[] | null;
  /** The sentences that cite it. */
  contexts?: string[] | null;
  url: string | null;
  arxiv_id: string | null;
}

export interface Similar {
  paper: Row;
  score: number | null;
  why: string[];
}

export type SourceState = "ok" | "capped" | "unknown" | "resting" | "down";

/** `count` rows are held of the `total` that the source claims. */
export interface Source {
  name: string;
  part: string;
  state: SourceState;
  fetched_at: string | null;
  count: number | null;
  total: number | null;
  message: string | null;
  url: string | null;
}

export interface PaperRecord {
  id: string;
  arxiv_id: string | null;
  version: number | null;
  title: string | null;
  abstract: string | null;
  authors: Author[];
  categories: Category[];
  published: string | null;
  updated: string | null;
  year: number | null;
  venue: string | null;
  url: string | null;
  comments: string | null;
  doi: string | null;
  journal_ref: string | null;
  report_number: string | null;
  msc_classes: string | null;
  acm_classes: string | null;
  license: License | null;
  withdrawn: boolean | null;
  versions: Version[];
  summary: Summary | null;
  terms: Term[];
  counts: { citations: number | null; references: number | null; comments: number };
  citations: Row[];
  references: Row[];
  similar: Similar[];
  sources: Source[];
  /** Null: never collected. Past: collect again behind what is shown. */
  refresh_after: string | null;
}

/** A paper in short, as a list of arXiv's pages shows it. */
export interface Brief {
  id: string;
  title: string | null;
  authors: Author[];
  year: number | null;
  counts: { citations: number | null };
  summary: Summary | null;
}

/** "further": a neighbour of a neighbour. */
export type Role = "paper" | "citation" | "reference" | "both" | "further";

export interface GraphNode {
  id: string;
  title: string | null;
  authors: string[];
  year: number | null;
  citation_count: number | null;
  role: Role;
  url: string | null;
  influential?: boolean | null;
  /** Where it stands: the paper itself at 0, 0, its neighbours about 1 away. */
  x?: number | null;
  y?: number | null;
  cluster?: number | null;
}

/** Papers of the graph that belong together. */
export interface Cluster {
  id: number;
  name: string;
  size: number;
}

/** `source` cites `target`. */
export interface GraphEdge {
  source: string;
  target: string;
}

export interface Graph {
  center: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
  total: { citations: number; references: number };
  clusters?: Cluster[];
}

export interface Comment {
  id: number;
  paper: string;
  author: string | null;
  text: string;
  created: string;
  edited?: string | null;
  /** The comment that it answers. */
  reply_to?: number | null;
  /** Whether it is the reader's own. */
  mine?: boolean;
}

/** One page of a list; `next` is a cursor, null on the last page. */
export interface Page<Item> {
  items: Item[];
  total: number;
  next: string | null;
}

export interface CrawlPart {
  source: string;
  part: string;
  state: "waiting" | "asking" | SourceState;
  until: string | null;
  count: number | null;
  total: number | null;
  message: string | null;
}

export interface Crawl {
  id: number;
  spider: string;
  target: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /** 1 is next; only while queued. */
  position: number | null;
  requested_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  error: string | null;
  parts: CrawlPart[];
}
