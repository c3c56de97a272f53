import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/open.ts';
import { projectViewer } from '../test/support/project-viewer.ts';
import { startPostgres } from '../test/support/postgres-server.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import type { LoadReport, LoadSettings } from './load-child.ts';

const AIM_MS = 250;
/** As web/src/shell/app.tsx asks. */
const NEWS_MS = 20_000;
const WORDS = {
  page: 'a dashboard’s page with the data of its charts',
  stream: 'the charts again over another time range',
  asset: 'a file of the program, first visit',
  meta: 'whether there is something new, asked by the page itself',
} as const;

/** Many viewers at once, in a process of their own over loopback, on the sample: the server's side of the speed. */
export const bench: Bench = {
  title: 'A thousand simultaneous viewers',
  run: async ({ quick, log }) => {
    const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bench-'));
    const server = await startPostgres();
    const rows: BenchRow[] = [];
    try {
      for (const [name, uri] of [
        ['SQLite', `sqlite:///${join(folder, 'load.db')}`],
        ['PostgreSQL', server.uri],
      ] as const) {
        const store = await openStore({ uri, organization: 'default', create: true, migrate: true });
        const { url, slugs, close } = await projectViewer(store, join(folder, `project-${name}`));
        try {
          // The first who looks at a dashboard after the start waits for the database; that is bench/viewer's and bench/charts'.
          for (const slug of slugs) await (await fetch(`${url}/dashboards/${slug}`)).text();
          const viewers = quick ? 50 : Number(process.env.VIEWERS ?? 1_000);
          const settings: LoadSettings = {
            url,
            slugs,
            assets: await assetsOf(url),
            viewers,
            rampMs: quick ? 2_000 : 20_000,
            lookMs: quick ? 2_000 : 20_000,
            newsMs: quick ? 1_000 : NEWS_MS,
            totalMs: quick ? 6_000 : 60_000,
          };
          const before = process.cpuUsage();
          const report = await look(settings);
          const used = process.cpuUsage(before);
          rows.push(...rowsOf(name, settings, report, (used.user + used.system) / 1000));
          for (const row of rows.slice(-4)) log(`${row.what}: ${row.ours}`);
        } finally {
          await close();
          await store.close();
        }
      }
      return rows;
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** What the page itself names; parts that few dashboards need are loaded by the program. */
async function assetsOf(url: string): Promise<string[]> {
  const html = await (await fetch(`${url}/dashboards`)).text();
  return [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
}

async function look(settings: LoadSettings): Promise<LoadReport> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load-child.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(settings));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error('the viewers failed');
  return JSON.parse(text) as LoadReport;
}

function rowsOf(name: string, settings: LoadSettings, report: LoadReport, cpuMs: number): BenchRow[] {
  const asked = Object.values(report.times).reduce((sum, times) => sum + times.length, 0);
  const note =
    `${asked.toLocaleString('en')} requests in ${settings.totalMs / 1000} s, ` +
    `${(report.bytes / 1e6).toFixed(0)} MB, ${report.errors.length} errors` +
    `${report.errors[0] ? ` (${report.errors[0]})` : ''}, server ${((cpuMs / settings.totalMs) * 100).toFixed(0)} % of a core, ` +
    `${((cpuMs / asked) * 1000).toFixed(0)} µs of processor a request; each looks ${settings.lookMs / 1000} s at a dashboard, ` +
    'then at the next, in between once at other days';
  return (Object.keys(WORDS) as (keyof typeof WORDS)[]).map((what) => {
    const times = report.times[what].toSorted((a, b) => a - b);
    const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
    return {
      what: `${WORDS[what]}: ${report.viewers} viewers, ${name}`,
      ours: `p50 ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms (${times.length.toLocaleString('en')} times)`,
      aim: `p95 under ${AIM_MS} ms, no error`,
      met: at(0.95) < AIM_MS && report.errors.length === 0,
      ...(what === 'page' ? { note } : {}),
    };
  });
}
