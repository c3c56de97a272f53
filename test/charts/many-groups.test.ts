import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { runChart } from '../../src/charts/run-chart.ts';
import { memoryRunner } from '../support/memory-runner.ts';
import { galleryChart, galleryCharts, galleryDataset } from './gallery.ts';

const GROUPS = 40_000;

/** Every row is a team, a task and a minute of its own. */
const runner = memoryRunner(
  `CREATE TABLE work (at TEXT, until TEXT, team TEXT, task TEXT, parent TEXT, size INTEGER, gain REAL);
   WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${GROUPS})
   INSERT INTO work SELECT datetime('2026-10-01', i || ' minutes'), datetime('2026-10-02', i || ' minutes'),
     'team ' || i, 'task ' || i, CASE WHEN i > 9 THEN 'task ' || (i / 10) END, i % 97, (i % 89) / 7.0 FROM n;`,
);

describe('forty thousand groups', () => {
  // A step that goes over all rows again for each of them takes minutes, and this test its time-out.
  const charts = [...galleryCharts(), galleryChart('waterfall', { groupby: ['team'] })];
  it.each(charts.map((chart) => [chart.viz_type, chart] as const))(
    'of a %s are drawn, or refused in words',
    async (_type, chart) => {
      const many = { ...chart, params: { ...chart.params, row_limit: 50_000, limit: 0, time_grain_sqla: 'PT1M' } };
      const answer = await runChart({
        chart: many,
        dataset: galleryDataset,
        runner,
        now: new Date('2026-11-21T12:00:00Z'),
      }).then(
        ({ picture }) => picture.type,
        (failure: unknown) => failure,
      );
      if (answer instanceof Failure) expect(answer.hint).toMatch(/grain|limit/);
      else expect(['chart', 'table', 'pivot', 'big-number', 'text']).toContain(answer);
    },
  );
});
