/** The paper that graph and table both point out. */
export class Selection {
  #id: string | null = null;
  readonly #listeners: ((id: string | null) => void)[] = [];

  get id(): string | null {
    return this.#id;
  }

  select(id: string | null): void {
    if (id === this.#id) return;
    this.#id = id;
    for (const listener of this.#listeners) listener(id);
  }

  onChange(listener: (id: string | null) => void): void {
    this.#listeners.push(listener);
  }
}
