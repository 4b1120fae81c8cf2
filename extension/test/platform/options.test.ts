import { expect, test } from "vitest";
import { DEFAULTS, readOptions, serverAddress } from "../../src/platform/options";

test.each([
  [" http://127.0.0.1:8765/ ", "http://127.0.0.1:8765"],
  ["http://127.0.0.1:9000", "http://127.0.0.1:9000"],
])("%j is a server", (text, address) => {
  expect(serverAddress(text)).toBe(address);
});

test.each([
  "",
  "127.0.0.1:8765",
  "https://127.0.0.1:8765",
  "http://example.org:8765",
  "http://127.0.0.1.example.org",
  "http://127.0.0.1:8765/api",
  "http://me:secret@127.0.0.1:8765",
  "javascript:alert(1)",
])("%j is none", (text) => {
  expect(serverAddress(text)).toBeNull();
});

test("what is stored is believed only as far as it makes sense", async () => {
  const stored = (value: unknown) =>
    readOptions({ read: async () => value, write: async () => {} });
  expect(await stored(undefined)).toEqual(DEFAULTS);
  expect(await stored({ server: "http://evil.example", ask: "always" })).toEqual(DEFAULTS);
  expect(await stored({ server: "http://127.0.0.1:9000", ask: "on-click" })).toEqual({
    server: "http://127.0.0.1:9000",
    ask: "on-click",
  });
});
