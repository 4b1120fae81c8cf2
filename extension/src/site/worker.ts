import type { Layout } from "../panel/layout";

/** Lays each graph out in a worker of its own, run from `script`, which ends with it. */
export const workerLayout =
  (script: string | URL): Layout =>
  (job) =>
    new Promise((done) => {
      const worker = new Worker(script);
      worker.onmessage = ({ data }) => {
        done(data as number[]);
        worker.terminate();
      };
      worker.onerror = () => done(job.places); // they stay where they began
      worker.postMessage(job);
    });
