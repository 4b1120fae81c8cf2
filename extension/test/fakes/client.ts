import { type Client, Problem, type Requests } from "../../src/api/client";

export type Script = { [K in keyof Requests]?: (Requests[K]["answer"] | Problem)[] };

/** Answers each kind of request from its list; the last answer stays. */
export class ScriptedClient implements Client {
  readonly asked: { kind: string; params: unknown }[] = [];
  constructor(private readonly script: Script) {}

  async ask<K extends keyof Requests>(
    kind: K,
    params: Requests[K]["params"],
  ): Promise<Requests[K]["answer"]> {
    this.asked.push({ kind, params });
    const answers = this.script[kind] ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Problem) throw answer;
    if (answer === undefined) throw new Error(`nothing scripted for ${kind}`);
    return answer as Requests[K]["answer"];
  }
}
