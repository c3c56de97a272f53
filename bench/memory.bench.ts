import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchRow } from './bench-row.ts';
import { emptyDatabase, ingestChild, megabytes } from './ingest-child-run.ts';
import { writeMixedRecords } from './mixed-records.ts';
import { startBenchServer } from './postgres.ts';

/** Records of about 235 bytes: one megabyte (read in one thread), ten (read ahead in another), and one gigabyte. */
const SIZES = { '1 MB': 4_300, '10 MB': 43_000, '1 GB': 4_600_000 };
const MOST_MB = 150;

/** Whether a gigabyte needs more memory than a megabyte. Needs six gigabytes of disk for a while. */
export const bench: Bench = {
  title: 'Memory of ingest, from a megabyte to a gigabyte',
  async run({ quick, log }) {
    const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bench-'));
    const server = await startBenchServer();
    const rows: BenchRow[] = [];
    const peaks: Record<string, Record<string, number>> = { SQLite: {}, PostgreSQL: {} };
    try {
      for (const [size, count] of Object.entries(SIZES)) {
        if (quick && size === '1 GB') continue;
        const file = join(folder, 'mixed.json');
        await writeMixedRecords(file, count);
        const bytes = statSync(file).size;
        const database = join(folder, 'ours.db');
        await server.createDatabase(`ours_${count}`);
        for (const [name, uri] of [
          ['SQLite', `sqlite:///${database}`],
          ['PostgreSQL', server.uri(`ours_${count}`)],
        ] as const) {
          await emptyDatabase(uri);
          const { seconds, peakKb = 0 } = ingestChild(file, uri);
          log(`${name}, ${size}: ${seconds.toFixed(1)} s, ${megabytes(peakKb)}`);
          const peak = peaks[name] as Record<string, number>;
          peak[size] = peakKb;
          const least = peak['1 MB'] as number;
          rows.push({
            what: `peak memory of ingest into ${name}: ${size} (${count.toLocaleString('en-US')} records)`,
            ours: `${megabytes(peakKb)}, ${seconds.toFixed(1)} s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`,
            peer: 'ours, 1 MB',
            peerFigure: megabytes(least),
            ratio: `${(peakKb / least).toFixed(2)} ×`,
            aim: `at most ${MOST_MB} MB`,
            met: peakKb <= MOST_MB * 1024,
          });
        }
        for (const ending of ['', '-wal', '-shm']) rmSync(database + ending, { force: true });
        rmSync(file);
      }
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    return rows;
  },
};
