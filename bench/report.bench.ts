import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { runChart } from '../src/charts/run-chart.ts';
import { openFonts } from '../src/report/fonts.ts';
import { type ReportFormat, renderReport } from '../src/report/render-report.ts';
import { makeReport } from '../src/report/report.ts';
import { loadSample } from '../src/sample/load.ts';
import { openStore } from '../src/store/open.ts';
import { compileProject } from '../src/superset/compile/compile.ts';
import { packageRoot } from '../src/util/package-root.ts';
import type { Bench, BenchRow } from './bench-row.ts';

const FORMATS: readonly ReportFormat[] = ['pdf', 'html', 'xlsx', 'png'];
const AIM_MS = 2_000;

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const p95 = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * 0.95))] ?? Number.NaN;

/** Every dashboard of the starter over the sample, from its queries to the last byte of the file, without a browser. */
export const bench: Bench = {
  title: 'Reports',
  run: async ({ quick, log }) => {
    const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bench-'));
    const uri = `sqlite:///${join(folder, 'bench.db')}`;
    const store = await openStore({ uri, organization: 'default', create: true, migrate: true });
    try {
      const now = new Date();
      await loadSample(store, { seed: 1, now, hashKey: 'key' });
      const project = join(packageRoot(), 'starter');
      const { bundle } = compileProject({ projectDir: project, environment: 'local', env: {} });
      const runner = store.runner();
      const fonts = await openFonts();
      const dashboards = quick ? bundle.dashboards.slice(0, 1) : bundle.dashboards;
      const rows: BenchRow[] = [];
      for (const format of FORMATS) {
        const times: number[] = [];
        let first = Number.NaN;
        for (const dashboard of dashboards) {
          for (let visit = 0; visit < (quick ? 2 : 4); visit += 1) {
            const start = performance.now();
            const report = await makeReport({
              bundle,
              dashboard,
              organization: 'default',
              until: null,
              now,
              answer: ({ chart, dataset, filters }) => runChart({ chart, dataset, filters, runner, now }),
            });
            await buffer((await renderReport(report, format, { fonts })).bytes);
            const ms = performance.now() - start;
            if (Number.isNaN(first)) first = ms;
            times.push(ms);
          }
        }
        const figure = median(times);
        const slowest = Math.max(...times);
        log(`${format}: median ${Math.round(figure)} ms, slowest ${Math.round(slowest)} ms`);
        rows.push({
          what: `one dashboard as ${format.toUpperCase()}, queries included`,
          ours: `median ${Math.round(figure)} ms, p95 ${Math.round(p95(times))} ms, the first ${Math.round(first)} ms (with loading what draws it)`,
          ...(format === 'pdf' ? { aim: `${AIM_MS} ms, also the first`, met: slowest <= AIM_MS } : {}),
          note: `slowest ${Math.round(slowest)} ms; ${dashboards.length} dashboards`,
        });
      }
      return rows;
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
