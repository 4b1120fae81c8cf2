/** The worker beside the server's own pages. */
import { type LayoutJob, settle } from "../panel/forces";

addEventListener("message", async ({ data }: MessageEvent<LayoutJob>) => {
  postMessage(await settle(data));
});
