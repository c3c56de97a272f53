/** An iterator that can be asked for what is there now: what comes too late is answered the next time. */
export class Ready<T> {
  readonly #from: AsyncIterator<T>;
  #pending: Promise<IteratorResult<T>> | undefined;

  constructor(from: AsyncIterator<T>) {
    this.#from = from;
  }

  /** The next value; undefined at the end. */
  async next(): Promise<T | undefined> {
    this.#pending ??= this.#from.next();
    const result = await this.#pending;
    // After the end the same answer is given for ever.
    if (result.done) return undefined;
    this.#pending = undefined;
    return result.value;
  }

  /** The next value; undefined at the end, and when it takes longer than `ms` milliseconds. */
  async within(ms: number): Promise<T | undefined> {
    this.#pending ??= this.#from.next();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), ms);
    });
    try {
      return (await Promise.race([this.#pending, late])) === 'late' ? undefined : await this.next();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets go of the source; does not wait for a value that is still underway. */
  async stop(): Promise<void> {
    const stopped = this.#from.return?.();
    if (this.#pending === undefined) await stopped;
    // What fails now fails unheard: whoever stops has a better reason.
    else for (const each of [this.#pending, stopped]) each?.catch(() => {});
  }
}
