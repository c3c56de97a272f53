import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSample } from '../../src/sample/load.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { freshStore, later, temporaryFolder } from '../support/databases.ts';

const PROGRAM = resolve(import.meta.dirname, '../../dist/src/cli/bin.js');

describe('feedback-loop mcp as a process of its own, with the official client', () => {
  const folder = temporaryFolder();
  beforeAll(async () => {
    cpSync(join(packageRoot(), 'starter'), folder, { recursive: true });
    const uri = `sqlite:///${join(folder, 'feedback-loop.db')}`;
    const store = await freshStore('sqlite', { uri });
    await loadSample(store, { seed: 1, now: new Date(), days: 30, hashKey: 'key' });
  });

  const start = async (args: string[] = []) => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [PROGRAM, 'mcp', '--project', folder, ...args],
      stderr: 'pipe',
    });
    const noise: Error[] = [];
    const client = new Client({ name: 'test', version: '1.0.0' });
    // A line on standard output that is no message is an error of the client.
    client.onerror = (error) => noise.push(error);
    await client.connect(transport);
    later(() => client.close());
    return { client, transport, noise };
  };

  it('answers a number and the rows of the starter charts, and writes nothing else to standard output', async () => {
    const { client, noise } = await start();
    const metric = await client.callTool({ name: 'get_metric', arguments: { metric: 'generation-success-rate' } });
    expect(metric.structuredContent).toMatchObject({ value: expect.any(Number) as number, verdict: 'missed' });
    const { structuredContent } = await client.callTool({ name: 'list_dashboards', arguments: {} });
    const { dashboards } = structuredContent as { dashboards: { slug: string; charts: { uuid: string }[] }[] };
    expect(dashboards.length).toBeGreaterThanOrEqual(8);
    for (const { slug, charts } of dashboards) {
      const chart = charts[0]?.uuid ?? '';
      const answer = await client.callTool({ name: 'get_chart_data', arguments: { chart, dashboard: slug } });
      expect([slug, answer.isError ?? false]).toEqual([slug, false]);
    }
    expect(noise).toEqual([]);
  });

  it('ends when the assistant goes', async () => {
    const { client, transport } = await start();
    const { pid } = transport;
    expect(pid).not.toBeNull();
    await client.close();
    await expect.poll(() => alive(pid ?? 0), { timeout: 10_000 }).toBe(false);
  });
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
