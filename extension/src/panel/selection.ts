type Listener = () => void;

/** What graph and table both point out: the paper under the pointer, and those that were chosen. */
export class Selection {
  #id: string | null = null;
  readonly #chosen = new Set<string>();
  readonly #listeners: Listener[] = [];

  /** The paper that is pointed at. */
  get id(): string | null {
    return this.#id;
  }

  /** In the order in which they were chosen. */
  get chosen(): ReadonlySet<string> {
    return this.#chosen;
  }

  point(id: string | null): void {
    if (id === this.#id) return;
    this.#id = id;
    this.#tell();
  }

  choose(id: string, on = !this.#chosen.has(id)): void {
    this.chooseAll([id], on);
  }

  chooseAll(ids: Iterable<string>, on: boolean): void {
    for (const id of ids) {
      if (on) this.#chosen.add(id);
      else this.#chosen.delete(id);
    }
    this.#tell();
  }

  clear(): void {
    this.#chosen.clear();
    this.#tell();
  }

  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
