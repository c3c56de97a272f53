import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** High and low half of a key (30 bits each) and its count. */
const ENTRY_BYTES = 12;
/** Entries read at a time: a page of the file system. */
const BLOCK = 340;
/** Bits of a filter: eleven per key of a full run. */
const FILTER_BITS = 1 << 22;
const PROBES = 4;

interface Run {
  /** Where it begins in the file, in bytes, and how many entries it has. */
  start: number;
  size: number;
  /** The high half of every BLOCK-th key. */
  fences: Uint32Array;
  /** Bloom filter: says of nearly all keys that are not here that they are not. */
  filter: Uint32Array;
}

/**
 * Counts that no longer fit into memory: runs of keys, each sorted, in a temporary file that has no name and goes with the
 * process. A key may stand in several runs; the newest holds. Memory is one and a half bytes per key.
 */
export class SpilledCounts {
  readonly #folder: string;
  readonly #block = Buffer.alloc(BLOCK * ENTRY_BYTES);
  readonly #runs: Run[] = [];
  #file: number | undefined;
  #end = 0;

  constructor(folder = tmpdir()) {
    this.#folder = folder;
  }

  /** The count of a key; 0 when it is not here. */
  find(high: number, low: number): number {
    for (let at = this.#runs.length - 1; at >= 0; at--) {
      const run = this.#runs[at] as Run;
      if (!mayHold(run.filter, high, low)) continue;
      const count = this.#lookUp(run, high, low);
      if (count > 0) return count;
    }
    return 0;
  }

  /** Takes the entries of a hash table over, those with a count. False when the disk takes no more; then nothing changed. */
  add(high: Uint32Array, low: Uint32Array, counts: Uint32Array): boolean {
    const order = new Uint32Array(counts.length);
    let size = 0;
    for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) order[size++] = i;
    const slots = order.subarray(0, size).sort((a, b) => {
      const [one, other] = [high[a] as number, high[b] as number];
      return one === other ? (low[a] as number) - (low[b] as number) : one - other;
    });
    const filter = new Uint32Array(FILTER_BITS / 32);
    const fences = new Uint32Array(Math.ceil(size / BLOCK));
    const bytes = Buffer.alloc(size * ENTRY_BYTES);
    for (const [place, slot] of slots.entries()) {
      const [h, l] = [high[slot] as number, low[slot] as number];
      if (place % BLOCK === 0) fences[place / BLOCK] = h;
      for (let probe = 0; probe < PROBES; probe++) {
        const bit = bitOf(h, l, probe);
        filter[bit >>> 5] = (filter[bit >>> 5] as number) | (1 << (bit & 31));
      }
      bytes.writeUInt32LE(h, place * ENTRY_BYTES);
      bytes.writeUInt32LE(l, place * ENTRY_BYTES + 4);
      bytes.writeUInt32LE(counts[slot] as number, place * ENTRY_BYTES + 8);
    }
    try {
      this.#file ??= openNameless(this.#folder);
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#file, bytes, done, bytes.length - done, this.#end + done);
      }
    } catch {
      return false;
    }
    this.#runs.push({ start: this.#end, size, fences, filter });
    this.#end += bytes.length;
    return true;
  }

  #lookUp({ start, size, fences }: Run, high: number, low: number): number {
    // The first block that may hold it: the last whose first key is smaller.
    let [from, to] = [0, fences.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((fences[middle] as number) < high) from = middle + 1;
      else to = middle;
    }
    for (let block = Math.max(0, from - 1); block < fences.length && (fences[block] as number) <= high; block++) {
      const first = block * BLOCK;
      const length = Math.min(BLOCK, size - first) * ENTRY_BYTES;
      readSync(this.#file as number, this.#block, 0, length, start + first * ENTRY_BYTES);
      for (let at = 0; at < length; at += ENTRY_BYTES) {
        if (this.#block.readUInt32LE(at) === high && this.#block.readUInt32LE(at + 4) === low) {
          return this.#block.readUInt32LE(at + 8);
        }
      }
    }
    return 0;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#runs.length = 0;
  }
}

const bitOf = (high: number, low: number, probe: number): number =>
  (low + Math.imul(probe, high | 1)) & (FILTER_BITS - 1);

function mayHold(filter: Uint32Array, high: number, low: number): boolean {
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = bitOf(high, low, probe);
    if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

/** A file that nobody else can open, and that is gone when the process is, however it ends. */
function openNameless(folder: string): number {
  const own = mkdtempSync(join(folder, 'feedback-loop-'));
  try {
    return openSync(join(own, 'counts'), 'wx+', 0o600);
  } finally {
    // Where an open file keeps its name (Windows), it is left to whoever empties the folder.
    try {
      rmSync(own, { recursive: true, force: true });
    } catch {
      // See above.
    }
  }
}
