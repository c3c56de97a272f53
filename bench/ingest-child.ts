import { readFileSync } from 'node:fs';
import { openInput } from '../src/collect/open-input.ts';
import { ingestInput } from '../src/ingest/ingest.ts';
import { openStore } from '../src/store/open.ts';

/** What bench/ingest.bench.ts runs in a process of its own, so that peak memory is this work's alone. Address on stdin. */
const [file = ''] = process.argv.slice(2);
const uri = readFileSync(0, 'utf8').trim();
const store = await openStore({ uri, organization: 'default' });
const start = performance.now();
const report = await ingestInput(
  store,
  { name: file, bytes: await openInput(file, process.stdin) },
  { source: 'bench', hashKey: 'bench' },
);
await store.close();
const seconds = (performance.now() - start) / 1000;
if (report.stored !== report.read) throw new Error(`stored ${report.stored} of ${report.read}`);
process.stdout.write(`${JSON.stringify({ seconds, peakKb: process.resourceUsage().maxRSS })}\n`);
