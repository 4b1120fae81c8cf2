/**
 * What the server answers, under /api/v1, by the names that the panel has for it.
 *
 * `wire.ts` is made from the server's OpenAPI document. Optional here is what the panel also makes
 * itself, without: a graph from a record's lists, a row from a node, a list as a page prints it.
 */

import type * as wire from "./wire";

export type { Author, Crawl, CrawlPart, GraphCluster as Cluster, Source, Summary } from "./wire";

/** One paper of a list. */
export type Row = Omit<wire.Row, "more_authors"> & Partial<wire.CitationRow>;

export type Similar = Omit<wire.Similar, "paper"> & { paper: Row };

export type PaperRecord = Omit<wire.Record, "citations" | "references" | "similar"> & {
  citations: Row[];
  references: Row[];
  similar: Similar[];
};

/** A paper in short, as a list of arXiv's pages shows it. */
export type Brief = Required<Pick<wire.Paper, "id" | "title" | "authors" | "year" | "summary">> & {
  counts: Pick<wire.Counts, "citations">;
};

export type Role = wire.GraphNode["role"];

type Place = "x" | "y" | "cluster";

export type GraphNode = Omit<wire.GraphNode, Place> & {
  [each in Place]?: wire.GraphNode[each] | null;
} & Pick<Row, "influential">;

export type Graph = Omit<wire.Graph, "nodes" | "clusters"> & {
  nodes: GraphNode[];
  clusters?: wire.GraphCluster[];
};

export type Comment = Omit<wire.Comment, "html" | "edited" | "reply_to" | "mine" | "hidden"> &
  Partial<wire.Comment>;

/** One page of a list; `next` is a cursor, null on the last page. */
export type Page<Item> = Omit<wire.CommentPage, "items"> & { items: Item[] };
