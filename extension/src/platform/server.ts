import { browser } from "./browser";
import { originsOf } from "./options";

export type ServerState = "well" | "ill" | "absent" | "not-allowed";

/** Whether the server answers, asked straight from one of the extension's own pages. */
export async function serverState(server: string): Promise<ServerState> {
  if (!(await browser.mayReach(originsOf(server)))) return "not-allowed";
  try {
    const { ok } = await fetch(`${server}/healthz`, {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(5_000),
    });
    return ok ? "well" : "ill";
  } catch {
    return "absent";
  }
}
