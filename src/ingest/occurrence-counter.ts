import { SpilledCounts } from './spilled-counts.ts';

/** Hashes held in memory: 12 bytes a slot, at most three quarters of the slots in use. */
const MOST_HELD = 393_216;
const FIRST_SLOTS = 1024;

/**
 * Counts how often each hash was met. A run over a gigabyte meets millions of records, and a Map of their hashes would not
 * fit: the newest are held in 12 bytes per slot, older ones lie sorted in a temporary file, so that memory hardly grows.
 * Keys are the first 60 bits of a base64url hash; that two contents of ten million share them has a chance of 4 in
 * 100,000, and would only give one of them a second place it does not have.
 */
export class OccurrenceCounter {
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #counts = new Uint32Array(FIRST_SLOTS);
  #used = 0;
  readonly #spilled: SpilledCounts;
  #mostHeld: number;

  constructor(mostHeld = MOST_HELD, folder?: string) {
    this.#mostHeld = mostHeld;
    this.#spilled = new SpilledCounts(folder);
  }

  /** 1 for the first time, 2 for the second … */
  next(hash: string): number {
    const [high, low] = [sextets(hash, 0), sextets(hash, 5)];
    const at = this.#slot(high, low);
    let count = this.#counts[at] ?? 0;
    if (count > 0) {
      this.#counts[at] = count + 1;
      return count + 1;
    }
    count = this.#spilled.find(high, low) + 1;
    this.#counts[at] = count;
    if (++this.#used * 4 > this.#counts.length * 3) this.#makeRoom();
    return count;
  }

  close(): void {
    this.#spilled.close();
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

  #makeRoom(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts];
    if (this.#used >= this.#mostHeld) {
      if (this.#spilled.add(high, low, counts)) {
        counts.fill(0);
        this.#used = 0;
        return;
      }
      // No room for a temporary file: then memory has to do.
      this.#mostHeld = Number.POSITIVE_INFINITY;
    }
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
