import { expect, test } from "vitest";
import { DEFAULTS, originsOf, readOptions, serverAddress } from "../../src/platform/options";

test.each([
  [" http://127.0.0.1:8765/ ", "http://127.0.0.1:8765"],
  ["http://127.0.0.1:9000", "http://127.0.0.1:9000"],
  ["https://lens.example.org", "https://lens.example.org"],
  ["https://lens.example.org:8443/", "https://lens.example.org:8443"],
])("%j is a server", (text, address) => {
  expect(serverAddress(text)).toBe(address);
});

test.each([
  "",
  "127.0.0.1:8765",
  "http://example.org:8765",
  "http://127.0.0.1.example.org",
  "http://127.0.0.1:8765/api",
  "https://lens.example.org/?token=1",
  "http://me:secret@127.0.0.1:8765",
  "javascript:alert(1)",
])("%j is none", (text) => {
  expect(serverAddress(text)).toBeNull();
});

test("what is stored is believed only as far as it makes sense", async () => {
  const stored = (value: unknown) =>
    readOptions({ read: async () => value, readAll: async () => ({}), write: async () => {} });
  expect(await stored(undefined)).toEqual(DEFAULTS);
  expect(await stored({ server: "http://evil.example", ask: "always" })).toEqual(DEFAULTS);
  expect(await stored({ theme: "pink", cacheMegabytes: -1, withoutParts: "graph" })).toEqual(
    DEFAULTS,
  );
  expect(
    await stored({
      server: "http://127.0.0.1:9000",
      ask: "on-click",
      withoutPages: ["lists", "everything"],
      withoutParts: ["graph", "summary"],
      theme: "dark",
      cacheMegabytes: "0",
    }),
  ).toEqual({
    server: "http://127.0.0.1:9000",
    ask: "on-click",
    withoutPages: ["lists"],
    withoutParts: ["summary", "graph"],
    theme: "dark",
    cacheMegabytes: 0,
  });
});

test.each([
  ["http://127.0.0.1:8765", "http://127.0.0.1/*"],
  ["https://lens.example.org:8443", "https://lens.example.org/*"],
])("%s is reached by the pattern %s", (server, pattern) => {
  expect(originsOf(server)).toBe(pattern);
});
