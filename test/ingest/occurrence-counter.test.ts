import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OccurrenceCounter } from '../../src/ingest/occurrence-counter.ts';
import { temporaryFolder } from '../support/databases.ts';

/** Some hashes come once, some often, near and far apart. */
const keys = Array.from({ length: 40_000 }, (_, index) =>
  hash('sha256', String(index % 3 === 0 ? index % 5_000 : index), 'base64url').slice(0, 32),
);

function agreesWithMap(counter: OccurrenceCounter): void {
  const known = new Map<string, number>();
  for (const key of keys) {
    const count = (known.get(key) ?? 0) + 1;
    known.set(key, count);
    if (counter.next(key) !== count) throw new Error(`${key} is not counted as ${count}`);
  }
}

describe('the counter of occurrences', () => {
  it('counts as a Map does, in memory', () => {
    agreesWithMap(new OccurrenceCounter());
  });

  it('counts the same when most of it lies in a file, and leaves no file behind', () => {
    const folder = temporaryFolder();
    const counter = new OccurrenceCounter(2_000, folder);
    agreesWithMap(counter);
    expect(readdirSync(folder)).toEqual([]);
    counter.close();
  });

  it('goes on in memory when there is no room for a file', () => {
    const folder = join(temporaryFolder(), 'gone');
    mkdirSync(folder);
    rmSync(folder, { recursive: true });
    agreesWithMap(new OccurrenceCounter(2_000, folder));
  });
});
