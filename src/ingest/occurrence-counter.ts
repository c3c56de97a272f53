/**
 * Counts how often each hash was met, in 12 bytes per slot: a run over a gigabyte meets millions of records, and a Map
 * of their hashes would not fit. Keys are the first 60 bits of a base64url hash; that two contents of ten million share
 * them has a chance of 4 in 100,000, and would only give one of them a second place it does not have.
 */
export class OccurrenceCounter {
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  #counts = new Uint32Array(1024);
  #used = 0;

  /** 1 for the first time, 2 for the second … */
  next(hash: string): number {
    const at = this.#slot(sextets(hash, 0), sextets(hash, 5));
    const count = (this.#counts[at] ?? 0) + 1;
    this.#counts[at] = count;
    if (count === 1 && ++this.#used * 4 > this.#counts.length * 3) this.#grow();
    return count;
  }

  #slot(high: number, low: number): number {
    const mask = this.#counts.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      if (this.#counts[at] === 0) {
        this.#high[at] = high;
        this.#low[at] = low;
        return at;
      }
      if (this.#low[at] === low && this.#high[at] === high) return at;
    }
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts];
    const size = counts.length * 2;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#counts = new Uint32Array(size);
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue;
      this.#counts[this.#slot(high[i] as number, low[i] as number)] = counts[i] as number;
    }
  }
}

/** Five characters of base64url as 30 bits. */
function sextets(hash: string, from: number): number {
  let bits = 0;
  for (let i = from; i < from + 5; i++) bits = (bits << 6) | sextet(hash.charCodeAt(i));
  return bits >>> 0;
}

function sextet(code: number): number {
  if (code >= 97) return code - 71;
  if (code === 95) return 63;
  if (code >= 65) return code - 65;
  return code === 45 ? 62 : code + 4;
}
