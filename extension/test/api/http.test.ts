// @vitest-environment node
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { httpClient } from "../../src/api/http";

type Canned = { status?: number; headers?: Record<string, string>; body?: string };
let server: Server | undefined;
let requests: {
  method?: string;
  url?: string;
  headers: IncomingMessage["headers"];
  body: string;
}[] = [];

/** A real server that answers everything the same way. */
async function serving(answer: Canned) {
  requests = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      requests.push({ method: method ?? "", url: url ?? "", headers, body });
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? "{}");
    });
  });
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  return httpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

afterEach(() => server?.close());

test("a record comes with its ETag, and is asked for with it", async () => {
  const client = await serving({ headers: { ETag: '"abc"' }, body: '{"id": "hep-th/9901001"}' });
  const answer = await client.ask("record", { paper: "hep-th/9901001", etag: '"old"' });
  expect(answer).toEqual({ record: { id: "hep-th/9901001" }, etag: '"abc"' });
  expect(requests[0]).toMatchObject({ method: "GET", url: "/api/v1/papers/hep-th/9901001" });
  expect(requests[0]?.headers["if-none-match"]).toBe('"old"');
});

test("each request has a trace of its own", async () => {
  const client = await serving({});
  for (const crawl of [1, 2]) await client.ask("crawl", { crawl });
  const traces = requests.map(({ headers }) => headers.traceparent as string);
  for (const trace of traces) expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(new Set(traces).size).toBe(2);
});

test("unchanged is null", async () => {
  const client = await serving({ status: 304 });
  expect(await client.ask("record", { paper: "2311.09227", etag: '"abc"' })).toBeNull();
});

test("identifiers cannot leave their place in the path", async () => {
  const client = await serving({});
  await client.ask("rows", { paper: "doi:10.1/a?b#c d", list: "citations", cursor: "x&y" });
  expect(requests[0]?.url).toBe(
    "/api/v1/papers/doi%3A10.1/a%3Fb%23c%20d/citations?limit=1000&cursor=x%26y",
  );
});

test("a crawl is asked for", async () => {
  const client = await serving({ status: 202 });
  await client.ask("startCrawl", { paper: "2311.09227", refresh: true });
  expect(requests[0]).toMatchObject({ method: "POST", url: "/api/v1/crawls" });
  expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
    spider: "paper",
    target: "2311.09227",
    refresh: true,
  });
});

test("a problem keeps its name and its sentence", async () => {
  const body = {
    type: "https://arxivlens.invalid/problems/paper-unknown",
    title: "Unknown",
    detail: "Ask for it.",
  };
  const client = await serving({ status: 404, body: JSON.stringify(body) });
  const asked = client.ask("record", { paper: "2311.09227", etag: null });
  await expect(asked).rejects.toMatchObject({
    code: "paper-unknown",
    detail: "Ask for it.",
    status: 404,
  });
});

test.each([
  { body: "<html>some other server</html>" },
  { status: 502, body: "Bad Gateway" },
  { body: "3" },
])("what is not ArxivLens is called so: %j", async (answer) => {
  const client = await serving(answer);
  await expect(client.ask("crawl", { crawl: 1 })).rejects.toMatchObject({ code: "not-understood" });
});

test("nobody there", async () => {
  const client = await serving({});
  server?.close();
  server?.closeAllConnections();
  await expect(client.ask("crawl", { crawl: 1 })).rejects.toMatchObject({ code: "unreachable" });
});
