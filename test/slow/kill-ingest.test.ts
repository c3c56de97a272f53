import { spawn } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, KINDS } from '../../src/model/kinds.ts';
import { checkRollups } from '../../src/store/rollup-from-events.ts';
import type { Store } from '../../src/store/store.ts';
import { fingerprints, ingest } from '../ingest/support.ts';
import { DIALECTS, freshStore, freshUri, openTestStore, temporaryFolder } from '../support/databases.ts';

/** Minutes of killing per database: KILL_MINUTES=10 for the long run. */
const MINUTES = Number(process.env.KILL_MINUTES ?? 0.5);
const PROGRAM = resolve(import.meta.dirname, '../../dist/src/cli/bin.js');
const ENTRIES = 24_000;
const MINUTE_MS = 60_000;

/** A metrics file as the collector rewrites it: at each version some counts have grown, and there are new entries. */
function fileOf(version: number): string {
  const at = (index: number, minutes: number): string =>
    new Date(Date.UTC(2026, 0, 1 + (index % 60)) + minutes * MINUTE_MS).toISOString();
  const bugs = Array.from({ length: ENTRIES / 4 }, (_, index) => {
    const grown = index % 3 === 0 ? version : 0;
    return {
      pattern: `p${index % 7}`,
      error: `e${index % 2_000}`,
      file_path: 'f',
      count: 1 + grown,
      timestamp: at(index, grown),
    };
  });
  const reviews = Array.from({ length: ENTRIES / 4 }, (_, index) => ({
    pattern: `p${index % 5}`,
    severity: 'high',
    suggestion: `s${index}`,
    timestamp: at(index, version),
  }));
  const generations = Array.from({ length: ENTRIES / 4 }, (_, index) => ({
    // Long enough that the file is read in a thread of its own, which is ahead of what is stored when the kill comes.
    prompt: `g${index} ${'x'.repeat(200)}`,
    patterns_applied: [`p${index % 3}`, `p${index % 4}`],
    confidence: (index % 10) / 10,
    success: index % 3 > 0,
    timestamp: at(index, version),
  }));
  const calls = Array.from({ length: ENTRIES / 4 }, (_, index) => ({
    model: `m${index % 3}`,
    timestamp: at(index, version),
  }));
  return JSON.stringify({ bugs, code_reviews: reviews, code_generation: generations, llm_calls: calls });
}

interface Counted {
  events: number;
  reported: number;
  ledger: number;
}

/** In one statement: the server may be committing the last batch of a client that is gone. */
async function counted(store: Store): Promise<Counted> {
  const tables = EVENT_KINDS.map((kind) => `(SELECT count(*) FROM ${KINDS[kind].table})`).join(' + ');
  const { rows } = await sql
    .raw<Counted>(
      `SELECT ${tables} AS events, (SELECT coalesce(sum(events_stored), 0) FROM ingest_runs) AS reported,
         (SELECT count(*) FROM event_ledger) AS ledger`,
    )
    .execute(store.db);
  const [row] = rows;
  return { events: Number(row?.events), reported: Number(row?.reported), ledger: Number(row?.ledger) };
}

describe.each(DIALECTS)('ingest into %s, killed at any moment', (dialect) => {
  it(
    'loses nothing it reported as stored, and doubles nothing after the next run',
    async () => {
      expect(existsSync(PROGRAM), 'npm run build comes first').toBe(true);
      const cwd = temporaryFolder();
      const uri = await freshUri(dialect);
      const store = await openTestStore({ uri, create: true, migrate: true });
      const file = join(cwd, 'metrics_data.json');
      const env = { ...process.env, METRICS_DB_URI: uri, FEEDBACK_LOOP_STATE_DIR: join(cwd, 'state') };
      /** Runs ingest; kills it after `ms`. Answers whether it ended by itself. */
      const run = (ms: number): Promise<boolean> =>
        new Promise((done, fail) => {
          const child = spawn(
            process.execPath,
            [PROGRAM, 'ingest', file, '--source', 'test', '--batch-size', '1000', '--json'],
            {
              cwd,
              env,
              stdio: 'ignore',
            },
          );
          const timer = setTimeout(() => child.kill('SIGKILL'), ms);
          child.once('error', fail);
          child.once('exit', (code, signal) => {
            clearTimeout(timer);
            if (signal === null && code !== 0) fail(new Error(`ingest answered ${code}`));
            else done(signal === null);
          });
        });

      // Whole runs say how long one takes here; kills then fall anywhere in it.
      let version = 0;
      let whole = 0;
      for (; version < 2; version++) {
        writeFileSync(file, fileOf(version));
        const start = performance.now();
        expect(await run(10 * MINUTE_MS)).toBe(true);
        whole = performance.now() - start;
      }
      writeFileSync(file, fileOf(version));
      expect(statSync(file).size).toBeGreaterThan(3_000_000);

      let kills = 0;
      let amid = 0;
      let last = (await counted(store)).events;
      let atStart = last;
      const end = Date.now() + MINUTES * MINUTE_MS;
      while (Date.now() < end || amid < 3) {
        const ended = await run(whole * (0.2 + Math.random()));
        const now = await counted(store);
        expect(now.events).toBe(now.reported);
        expect(now.events).toBe(now.ledger);
        expect(now.events).toBeGreaterThanOrEqual(last);
        if (!ended) kills++;
        // Some of this version was stored, and not all.
        if (!ended && now.events > atStart) amid++;
        last = now.events;
        if (ended) {
          version++;
          atStart = last;
          writeFileSync(file, fileOf(version));
        } else if (kills % 10 === 0) expect((await checkRollups(store)).differences).toEqual([]);
      }
      expect(await run(10 * MINUTE_MS)).toBe(true);

      const reference = await freshStore(dialect);
      for (let each = 0; each <= version; each++) await ingest(reference, fileOf(each));
      expect(await fingerprints(store)).toEqual(await fingerprints(reference));
      expect((await checkRollups(store)).differences).toEqual([]);
      const { events } = await counted(store);
      process.stderr.write(
        `${dialect}: ${kills} kills, ${amid} of them amid storing; ${version + 1} versions, ${events} events; 0 lost, 0 doubled\n`,
      );
    },
    (MINUTES + 20) * MINUTE_MS,
  );
});
