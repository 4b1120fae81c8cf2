import type { Memory } from "../../src/platform/memory";

export class FakeMemory implements Memory {
  readonly held = new Map<string, unknown>();

  async read(key: string): Promise<unknown> {
    return this.held.get(key);
  }

  async write(key: string, value: unknown): Promise<void> {
    this.held.set(key, value);
  }

  async readAll(keys: readonly string[]): Promise<Record<string, unknown>> {
    return Object.fromEntries(keys.map((key) => [key, this.held.get(key)]));
  }
}
