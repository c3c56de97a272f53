import { appendFileSync, rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DRAWN_TYPES } from '../../../src/charts/picture-of/build-picture.ts';
import { buildDashboardQueries, buildQueries } from '../../../src/charts/query/build-queries.ts';
import { dashboardFormData } from '../../../src/charts/query/page-form-data.ts';
import { compareRows } from '../support/compare-rows.ts';
import { examples } from './support.ts';

const { client, bundle, ids, runner } = await examples();

/** Where to write what was compared, one JSON document a line; scripts/parity.mjs makes docs/parity.md of it. */
const REPORT = process.env.FEEDBACK_LOOP_ROWS_REPORT;
if (REPORT) rmSync(REPORT, { force: true });

const drawn = bundle.charts.filter((chart) => DRAWN_TYPES.includes(chart.viz_type));

describe("the rows of Superset's own examples", () => {
  it('are of its nine dashboards', () => {
    expect(bundle.dashboards.length).toBeGreaterThanOrEqual(9);
    expect(drawn.length).toBeGreaterThanOrEqual(80);
  });

  it.each(drawn.map((chart) => [`${chart.viz_type}: ${chart.slice_name}`, chart] as const))('%s', async (_, chart) => {
    const dataset = bundle.datasets.find((each) => each.uuid === chart.dataset_uuid);
    if (!dataset) throw new Error('no dataset');
    const datasetId = ids.get(dataset.uuid) ?? 0;
    const report = (equal: boolean): void => {
      if (!REPORT) return;
      const line = { viz_type: chart.viz_type, slice_name: chart.slice_name, uuid: chart.uuid, equal };
      appendFileSync(REPORT, `${JSON.stringify(line)}\n`);
    };
    const alone = buildQueries(chart, dataset);
    const onDashboard = buildDashboardQueries(chart);
    const asked = isDeepStrictEqual(alone, onDashboard) ? [alone] : [alone, onDashboard];
    try {
      const sides = { client, datasetId, dataset, runner, form: dashboardFormData(chart) };
      const answers = [];
      for (const queries of asked) answers.push(...(await compareRows(queries, sides)));
      for (const compared of answers) {
        expect(compared.error).toBeNull();
        expect(compared.columns.ours).toEqual(compared.columns.theirs);
        expect(compared.rows.ours).toEqual(compared.rows.theirs);
        expect(compared.counts.ours).toBe(compared.counts.theirs);
      }
      report(true);
    } catch (thrown) {
      report(false);
      throw thrown;
    }
  });
});
