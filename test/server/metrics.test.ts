import { beforeAll, describe, expect, it } from 'vitest';
import { loadSample } from '../../src/sample/load.ts';
import { createApp } from '../../src/server/app.ts';
import type { FindingsReply, MetricDetail, MetricList, MetricRows } from '../../src/server/contract.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { smallBundle } from './small-bundle.ts';

const NOW = new Date('2026-03-04T15:00:20Z');

describe('the API of metrics', () => {
  let app: Awaited<ReturnType<typeof createApp>>;
  beforeAll(async () => {
    const store = await freshStore('sqlite');
    await loadSample(store, { seed: 2, now: NOW, days: 60, hashKey: 'key' });
    app = await createApp({
      store,
      organization: 'default',
      version: '0.0.0',
      bundle: async () => smallBundle,
      draw: () => {
        throw new Error('no chart is drawn here');
      },
      webDir: temporaryFolder(),
      hashKey: 'key',
      timezone: 'UTC',
      now: () => NOW,
      host: '127.0.0.1',
    });
    return () => app.close();
  });

  const get = async <T>(url: string, status = 200): Promise<T> => {
    const response = await app.inject({ url, headers: { host: '127.0.0.1:4800' } });
    expect([url, response.statusCode]).toEqual([url, status]);
    return response.json<T>();
  };

  it('lists every metric with its definition and value, the sixteen KPIs first', async () => {
    const { metrics } = await get<MetricList>('/api/metrics');
    expect(metrics.filter((metric) => metric.kpi)).toHaveLength(16);
    expect(metrics.slice(0, 16).every((metric) => metric.kpi)).toBe(true);
    for (const { definition, result } of metrics) {
      expect(result).toMatchObject({ id: definition.id, definitionVersion: definition.version });
      expect(result.value).not.toBeNull();
    }
  });

  it('answers one metric with its history, groups and the time before', async () => {
    const url = '/api/metrics/generation-success-rate?by=repository&compare=previous';
    const { result, history } = await get<MetricDetail>(url);
    expect(result.groups?.map((group) => group.group)).toContain('harbor-lights/ledger-api');
    expect(result.previous?.value).not.toBeNull();
    expect(history).toHaveLength(13);
    expect(history.at(-1)?.until).toBe('2026-03-04T15:00:00.000Z');
    expect(history.some((point) => point.value !== null)).toBe(true);
  });

  it('splits one metric by its first dimension where none is asked for', async () => {
    const { result, definition } = await get<MetricDetail>('/api/metrics/generation-success-rate');
    expect(result.by).toBe(definition.dimensions[0]);
    expect(result.groups?.length).toBeGreaterThan(1);
  });

  it('lists the rows behind a value, and why others are left out', async () => {
    const url = '/api/metrics/generation-success-rate/rows?only=excluded&limit=5';
    const { rows, definition } = await get<MetricRows>(url);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(Object.keys(definition.exclusions)).toContain(row.reason);
  });

  it('tells what stands out', async () => {
    const { findings, tested } = await get<FindingsReply>('/api/findings?since=2026-01-03');
    expect(tested).toBeGreaterThan(30);
    expect(findings.map((finding) => finding.kind)).toContain('over_confident_model');
    expect(findings.every((finding) => finding.q < 0.05)).toBe(true);
  });

  it('refuses what it does not know', async () => {
    await get('/api/metrics/nothing', 404);
    await get('/api/metrics?by=person', 400);
    await get('/api/metrics/bug-detection-trend?since=yesterday', 400);
    await get('/api/metrics/bug-detection-trend?by=model', 400);
    await get('/api/metrics/bug-detection-trend/rows?offset=-1', 400);
  });
});
