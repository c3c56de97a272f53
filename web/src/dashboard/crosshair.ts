/** The moment that the pointer is over, shared by the charts of one dashboard without a render. */
export class Crosshair {
  readonly #listeners = new Set<(time: number | null, from: string) => void>();

  set(time: number | null, from: string): void {
    for (const listener of this.#listeners) listener(time, from);
  }

  listen(listener: (time: number | null, from: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
