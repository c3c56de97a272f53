import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KEPT, KPIS } from '../../../src/analyze/catalog.ts';
import { computeMetric } from '../../../src/analyze/compute.ts';
import { refreshSummaries } from '../../../src/analyze/summaries/refresh.ts';
import { intervalText, valueText } from '../../../src/analyze/value-text.ts';
import { runChart } from '../../../src/charts/run-chart.ts';
import { loadSample } from '../../../src/sample/load.ts';
import type { Store } from '../../../src/store/store.ts';
import { compileProject } from '../../../src/superset/compile/compile.ts';
import { dashboardDetail } from '../../../src/charts/dashboard/dashboard-view.ts';
import { ingestRecords } from '../../../src/ingest/ingest.ts';
import { DIALECTS, freshStore, linguisticUri, openTestStore } from '../../support/databases.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const projectDir = resolve(import.meta.dirname, '../../../starter');

describe.each(DIALECTS)('the verdicts that charts show, on %s', (dialect) => {
  let store: Store;
  beforeAll(async () => {
    store = await freshStore(dialect);
    await loadSample(store, { seed: 7, now: NOW, days: 40, hashKey: 'k' });
    await refreshSummaries(store, { now: NOW });
  });

  const verdicts = (): Promise<{ metric_id: string; value: number | null; verdict: string | null; day: string }[]> =>
    store.db.selectFrom('metric_verdicts').select(['metric_id', 'value', 'verdict', 'day']).orderBy('day').execute();

  it('are those of `metrics show`, for the KPIs and later outcomes', async () => {
    const stored = new Map((await verdicts()).map((row) => [row.metric_id, row]));
    expect([...stored.keys()].sort()).toEqual(KEPT.map((metric) => metric.id).sort());
    for (const metric of KEPT) {
      const { value, verdict } = await computeMetric(store, metric.id, { now: NOW });
      expect([metric.id, stored.get(metric.id)?.value, stored.get(metric.id)?.verdict]).toEqual([
        metric.id,
        value,
        verdict,
      ]);
    }
  });

  it('stay as they were said on the days before', async () => {
    const tomorrow = new Date(NOW.getTime() + 86_400_000);
    const before = await verdicts();
    await refreshSummaries(store, { now: tomorrow });
    const after = await verdicts();
    expect(after).toHaveLength(2 * KEPT.length);
    expect(after.filter((row) => before.some((each) => each.day === row.day))).toEqual(before);
  });

  it('without data say that it cannot be told yet, and never 0', async () => {
    const empty = await freshStore(dialect);
    await refreshSummaries(empty, { now: NOW });
    const rows = await empty.db.selectFrom('metric_verdicts').select(['metric_id', 'value', 'verdict']).execute();
    expect(rows).toHaveLength(KEPT.length);
    const judged = new Set(KEPT.filter((metric) => metric.target).map((metric) => metric.id));
    for (const row of rows) {
      expect(row).toMatchObject({ value: null, verdict: judged.has(row.metric_id) ? 'cannot tell yet' : null });
    }
  });
});

/** How a database sorts words is its own matter: a range of words that holds all on one holds none on another. */
describe.each([...DIALECTS, 'postgresql that sorts as people do'] as const)(
  'the groups that charts show, on %s',
  (on) => {
    it('are written when they change only, and are gone with what they are about', async () => {
      const store =
        on === 'postgresql that sorts as people do'
          ? await openTestStore({ uri: await linguisticUri(), migrate: true })
          : await freshStore(on);
      const own = { commit_sha: 'c1', repository: 'acme/shop' };
      const at = (hour: number): string => new Date(NOW.getTime() - hour * 3_600_000).toISOString();
      const runs = [3, 2].map((hour) => ({
        ...own,
        kind: 'test_run',
        run_id: `r${hour}`,
        test_type: 'unit',
        total_tests: 2,
        passed_tests: hour === 3 ? 1 : 2,
        failed_tests: hour === 3 ? 1 : 0,
        run_timestamp: at(hour),
      }));
      const failure = { ...own, kind: 'test_failure', test_name: 'cart', failure_reason: 'x', timestamp: at(3) };
      await ingestRecords(store, [...runs, failure], { source: 's', input: 's', hashKey: 'k' });
      const groups = async () => (await refreshSummaries(store, { now: NOW })).metric_groups;
      expect(await groups()).toEqual({ written: 1, removed: 0, unchanged: 0 });
      expect(await groups()).toEqual({ written: 0, removed: 0, unchanged: 1 });
      await store.db.deleteFrom('metrics_test_failures').execute();
      // Another one that began to look a minute ago writes last; it knows less.
      const minuteAgo = new Date(NOW.getTime() - 60_000);
      const slower = await refreshSummaries(store, { now: minuteAgo, everything: true });
      expect(slower.metric_groups).toEqual({ written: 0, removed: 0, unchanged: 1 });
      expect(slower.metric_verdicts).toEqual({ written: 0, removed: 0, unchanged: KEPT.length });
      expect(await groups()).toEqual({ written: 0, removed: 1, unchanged: 0 });
      // A clock that was ahead does not hold what is said now.
      await store.db.updateTable('metric_verdicts').set({ looked_until: '2031-01-01 00:00:00.000000' }).execute();
      const { metric_verdicts: verdicts } = await refreshSummaries(store, { now: NOW });
      expect(verdicts.written).toBe(KEPT.length);
    });
  },
);

describe('a card of a key figure', () => {
  const bundle = compileProject({ projectDir, environment: 'local', env: {} }).bundle;
  const { charts, dashboards, datasets } = bundle;
  const cards = charts.filter((chart) => chart.slice_name.startsWith('KPI: '));

  it('is on a dashboard of spec/2 for each of the sixteen', () => {
    const shown = cards.map((chart) => JSON.stringify(chart.params.adhoc_filters));
    for (const metric of KPIS) expect(shown.filter((filters) => filters.includes(`"${metric.id}"`))).toHaveLength(1);
    const placed = dashboards.flatMap((dashboard) => JSON.stringify(dashboard.position));
    for (const card of cards) expect(placed.some((position) => position.includes(card.uuid))).toBe(true);
  });

  it('shows value, verdict, target, n, interval and definition, and leads to the metric in the viewer', async () => {
    const store = await freshStore('sqlite');
    await loadSample(store, { seed: 7, now: NOW, days: 40, hashKey: 'k' });
    await refreshSummaries(store, { now: NOW });
    const card = cards.find((chart) => chart.slice_name.includes('Generation Success Rate'));
    const dataset = datasets.find((each) => each.uuid === card?.dataset_uuid);
    if (!card || !dataset) throw new Error('there is no such card');
    const { picture } = await runChart({ chart: card, dataset, runner: store.runner(), filters: {}, now: NOW });
    const { value, n, interval } = await computeMetric(store, 'generation-success-rate', { now: NOW });
    const html = picture.type === 'text' ? picture.html : picture.type;
    const shown = [
      valueText(value, 'share'),
      'target at least 85 %',
      `n ${n} generations`,
      intervalText(interval, 'share'),
      'Share of code generations that succeeded',
      'href="/metrics/generation-success-rate"',
      'Filters do not narrow it.',
    ];
    for (const text of shown) expect(html).toContain(text);
  });

  it('is out of the reach of every filter', () => {
    const uuids = new Set(cards.map((card) => card.uuid));
    for (const dashboard of dashboards.map((each) => dashboardDetail(bundle, each))) {
      for (const filter of dashboard.filters) expect(filter.charts.filter((uuid) => uuids.has(uuid))).toEqual([]);
    }
  });
});
