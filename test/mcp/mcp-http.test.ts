import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../../src/analyze/catalog.ts';
import { runChart } from '../../src/charts/run-chart.ts';
import { loadSample } from '../../src/sample/load.ts';
import type { Bundle } from '../../src/model/assets.ts';
import { createApp } from '../../src/server/app.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore, later, temporaryFolder } from '../support/databases.ts';
import { smallBundle } from '../server/small-bundle.ts';

const NOW = new Date('2026-03-04T15:00:20Z');

let store: Store;

async function listening(more: { token?: string; bundle?: () => Promise<Bundle> } = {}): Promise<string> {
  const runner = store.runner();
  const app = await createApp({
    store,
    organization: 'default',
    version: '0.0.0',
    bundle: async () => smallBundle,
    draw: ({ chart, dataset, filters }) => runChart({ chart, dataset, runner, filters, now: NOW }),
    webDir: temporaryFolder(),
    hashKey: 'key',
    timezone: 'UTC',
    now: () => NOW,
    host: '127.0.0.1',
    ...more,
  });
  later(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

async function connected(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));
  later(() => client.close());
  return client;
}

describe('the Model Context Protocol over HTTP, with the official client', () => {
  let url: string;
  let client: Client;
  beforeAll(async () => {
    store = await freshStore('sqlite');
    await loadSample(store, { seed: 2, now: NOW, days: 60, hashKey: 'key' });
    url = await listening();
    client = await connected(url);
  });

  /** The client itself checks structured content against the schema of the tool. */
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const answer = await client.callTool({ name, arguments: args });
    const [content] = answer.content;
    return {
      isError: answer.isError ?? false,
      data: answer.structuredContent as Record<string, unknown>,
      text: content?.type === 'text' ? content.text : '',
    };
  };

  it('says what it is, and that it only reads', async () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'feedback-loop' });
    expect(client.getInstructions()).toContain('null means that there are no data');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'explain_metric',
      'get_chart_data',
      'get_metric',
      'list_dashboards',
      'list_event_kinds',
      'list_findings',
      'list_metrics',
      'search_events',
    ]);
    for (const tool of tools) {
      expect(tool.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
      expect(tool.outputSchema?.type).toBe('object');
      expect(tool.description?.length).toBeGreaterThan(20);
    }
  });

  it('gives a number with its n, interval, verdict, definition and reach', async () => {
    const { data, text } = await call('get_metric', {
      metric: 'generation-success-rate',
      by: 'repository',
      compare: 'previous',
      since: '30d',
    });
    expect(data).toMatchObject({
      metric: 'generation-success-rate',
      unit: 'share',
      definitionVersion: 1,
      by: 'repository',
      dataUntil: expect.stringContaining('2026-03-0') as string,
    });
    expect(data.value).toEqual(expect.any(Number));
    expect(data.interval).toEqual({ low: expect.any(Number) as number, high: expect.any(Number) as number });
    expect(data.groups).toContainEqual(expect.objectContaining({ group: 'harbor-lights/ledger-api' }));
    expect(text).toMatch(/^Generation success rate: \d+\.\d % \(95 % interval: .+; n = \d+ /);
    expect(text).toContain('Definition (version 1): ');
  });

  it('says that there are no data, instead of 0', async () => {
    const { data, text } = await call('get_metric', {
      metric: 'change-fail-rate',
      since: '2001-01-01',
      until: '2001-02-01',
    });
    expect(data).toMatchObject({ value: null, n: 0, interval: null });
    expect(text).toContain('no value (n = 0');
  });

  it('explains a value by its SQL and rows', async () => {
    const { data, text } = await call('explain_metric', {
      metric: 'generation-success-rate',
      only: 'excluded',
      limit: 3,
    });
    const { rows, exclusions, sql } = data as {
      rows: { reason: string }[];
      exclusions: Record<string, string>;
      sql: string;
    };
    expect(rows).toHaveLength(3);
    for (const { reason } of rows) expect(exclusions).toHaveProperty([reason]);
    expect(text).toContain(sql);
  });

  it('lists metrics and dashboards, and gives the rows of a chart by its title', async () => {
    expect((await call('list_metrics')).data.metrics).toHaveLength(METRICS.length);
    const { data } = await call('list_dashboards');
    expect(data.dashboards).toMatchObject([
      { slug: 'bugs', charts: [{ uuid: 'one' }, { uuid: 'two' }, { uuid: 'lost' }] },
    ]);
    const chart = await call('get_chart_data', { chart: 'chart ONE', dashboard: 'bugs', timeRange: 'No filter' });
    expect(chart.data).toMatchObject({ uuid: 'one', total: 1, definitions: [{ meaning: 'Occurrences.' }] });
    expect(chart.text).toContain('Chart one');
    expect(chart.text.split('\n')).toHaveLength(3);
  });

  it('finds events without saying who it was', async () => {
    const { data, text } = await call('search_events', { kind: 'pr_event', limit: 5, where: { event_type: 'merged' } });
    const rows = data.rows as Record<string, unknown>[];
    expect(rows).toHaveLength(5);
    expect(text).toContain('5 events of kind pr_event');
    for (const row of rows) {
      expect(row.event_type).toBe('merged');
      for (const name of ['author', 'reviewer', 'actor_hash']) expect(row).not.toHaveProperty(name);
    }
    const next = await call('search_events', { kind: 'pr_event', limit: 5, cursor: data.next });
    expect(next.isError).toBe(false);
    const { kinds } = (await call('list_event_kinds')).data as { kinds: { columns: { name: string }[] }[] };
    expect(kinds.flatMap(({ columns }) => columns.map(({ name }) => name))).not.toContain('actor_hash');
  });

  it('cannot be asked for a person by a condition, a sort order or a split', async () => {
    const by = await call('search_events', { kind: 'pr_event', where: { author: 'x' } });
    expect(by).toMatchObject({ isError: true, text: expect.stringContaining('no column author') as string });
    expect((await call('search_events', { kind: 'pr_event', sort: 'author' })).isError).toBe(true);
    expect((await call('get_metric', { metric: 'generation-success-rate', by: 'person' })).isError).toBe(true);
  });

  it('tells what stands out, with q', async () => {
    const { data } = await call('list_findings', { since: '2026-01-03' });
    const findings = data.findings as { q: number; kind: string }[];
    expect(findings.map(({ kind }) => kind)).toContain('over_confident_model');
    expect(findings.every(({ q }) => q < 0.05)).toBe(true);
  });

  it.each([
    ['get_metric', { metric: 'generation-sucess-rate' }, 'Did you mean generation-success-rate?'],
    ['get_metric', { metric: 'bug-detection-trend', by: 'model' }, 'can be split by'],
    ['get_metric', { metric: 'bug-detection-trend', since: 'yesterday' }, '30d'],
    ['get_chart_data', { chart: 'nothing' }, 'list_dashboards'],
    ['get_chart_data', { chart: 'lost' }, 'Correct the chart'],
    ['search_events', { kind: 'pr_event', where: { event_type: 'vanished' } }, 'merged'],
    ['search_events', { kind: 'bug', where: { colour: 'red' } }, 'Columns: '],
  ])('%s with %o fails as an answer that says what to do', async (name, args, hint) => {
    const { isError, text } = await call(name, args);
    expect(isError).toBe(true);
    expect(text).toContain(hint);
  });

  it('asks which chart is meant when two have the title', async () => {
    const charts = smallBundle.charts.map((chart) => ({
      ...chart,
      slice_name: chart.uuid === 'two' ? ' chart one' : chart.slice_name,
    }));
    const other = await connected(await listening({ bundle: async () => ({ ...smallBundle, charts }) }));
    const ask = async (chart: string) =>
      other.callTool({ name: 'get_chart_data', arguments: { chart, timeRange: 'No filter' } });
    const { isError, content } = await ask('Chart one');
    expect(isError).toBe(true);
    expect(JSON.stringify(content)).toMatch(/one on bugs, two on bugs.*by its uuid/);
    expect((await ask('two')).structuredContent).toMatchObject({ uuid: 'two' });
  });

  it('holds the definitions as resources', async () => {
    const { resources } = await client.listResources();
    expect(resources).toHaveLength(METRICS.length);
    const { contents } = await client.readResource({ uri: 'feedback-loop://metrics/over-fusion' });
    expect(contents[0]).toMatchObject({
      mimeType: 'text/markdown',
      text: expect.stringContaining('formula') as string,
    });
  });

  it('is closed to pages of other origins and to other host names', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(new URL('/mcp', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
      });
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({})).status).toBe(200);
    expect((await fetch(new URL('/mcp', url))).status).toBe(405);
  });

  it('needs the token where one is set', async () => {
    const guarded = await listening({ token: 'a long text' });
    await expect(connected(guarded)).rejects.toThrow();
    const allowed = await connected(guarded, { authorization: 'Bearer a long text' });
    expect((await allowed.listTools()).tools.length).toBeGreaterThan(5);
  });
});
