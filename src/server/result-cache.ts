/**
 * Answers by question and version of the data: a new version forgets every answer of the old one, nothing else does.
 * Two who ask the same at once wait for one answer. Failures are not kept.
 */
export class ResultCache<T> {
  readonly #most: number;
  #version = -1;
  #answers = new Map<string, Promise<T>>();

  constructor(most: number) {
    this.#most = most;
  }

  async get(
    key: string,
    version: number,
    fresh: boolean,
    ask: () => Promise<T>,
  ): Promise<{ value: T; cached: boolean }> {
    if (version !== this.#version) {
      this.#version = version;
      this.#answers = new Map();
    }
    const answers = this.#answers;
    const known = fresh ? undefined : answers.get(key);
    if (known) {
      // Asked for again: the last to be dropped.
      answers.delete(key);
      answers.set(key, known);
      return { value: await known, cached: true };
    }
    const asked = ask();
    answers.set(key, asked);
    const oldest = answers.size > this.#most ? answers.keys().next().value : undefined;
    if (oldest !== undefined) answers.delete(oldest);
    try {
      return { value: await asked, cached: false };
    } catch (thrown) {
      if (answers.get(key) === asked) answers.delete(key);
      throw thrown;
    }
  }
}
