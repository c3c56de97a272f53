import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChartFilters } from '../../src/charts/chart-filters.ts';
import type { TablePicture } from '../../src/charts/picture.ts';
import { createApp } from '../../src/server/app.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { pageFolder } from '../support/page-folder.ts';
import { smallBundle } from './small-bundle.ts';

const table: TablePicture = {
  type: 'table',
  columns: [{ name: 'pattern', label: 'Pattern', kind: 'text' }],
  rows: [{ pattern: '=cmd()' }],
};

describe('what the page shows, as a file', () => {
  const asked: ChartFilters[] = [];
  let get: (path: string) => Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>;
  const [dashboard] = smallBundle.dashboards;
  const [chart] = smallBundle.charts;
  const base = `/api/dashboards/${dashboard?.slug ?? ''}/export`;

  beforeAll(async () => {
    const store = await freshStore('sqlite');
    const app = await createApp({
      store,
      organization: 'default',
      version: '0.0.0',
      bundle: async () => smallBundle,
      draw: async ({ filters }) => {
        asked.push(filters);
        return { picture: table, table, queries: [] };
      },
      webDir: pageFolder(temporaryFolder()),
      hashKey: 'key',
      timezone: 'UTC',
      now: () => new Date('2026-11-21T12:00:00Z'),
      host: '127.0.0.1',
    });
    get = async (path) => {
      const answer = await app.inject({ url: path, headers: { host: '127.0.0.1:4800' } });
      return { status: answer.statusCode, headers: answer.headers, body: answer.rawPayload };
    };
  });

  it.each([
    ['pdf', 'application/pdf', '%PDF-'],
    ['html', 'text/html; charset=utf-8', '<!doctype html>'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'PK'],
    ['zip', 'application/zip', 'PK'],
    ['svg', 'image/svg+xml', '<?xml'],
    ['png', 'image/png', '\u0089PNG'],
  ])('comes as %s with its type and a name of its title', async (format, type, start) => {
    const { status, headers, body } = await get(`${base}/${format}`);
    expect(status, String(body.subarray(0, 300))).toBe(200);
    expect(headers['content-type']).toBe(type);
    expect(headers['content-disposition']).toMatch(
      new RegExp(`^attachment; filename="[\\w.-]+"; filename\\*=UTF-8''[\\w.%-]+\\.${format}$`),
    );
    expect(body.toString('latin1').startsWith(start)).toBe(true);
  });

  it('holds the choices of the address', async () => {
    asked.length = 0;
    await get(`${base}/svg?range=Last+7+days`);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ timeRange }) => timeRange === 'Last 7 days')).toBe(true);
  });

  it('is one chart when one is named, whose texts no spreadsheet runs', async () => {
    const { body, headers } = await get(`${base}/csv?chart=${chart?.uuid ?? ''}`);
    expect(String(body)).toBe("\ufeffPattern\r\n'=cmd()\r\n");
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const { body: zip } = await get(`${base}/zip`);
    expect(Object.values(unzipSync(zip)).some((file) => strFromU8(file).includes("'=cmd()"))).toBe(true);
  });

  it('refuses what there is not', async () => {
    expect((await get(`${base}/docx`)).status).toBe(404);
    expect((await get(`${base}/pdf?chart=nothing`)).status).toBe(404);
    expect((await get('/api/dashboards/nowhere/export/pdf')).status).toBe(404);
    expect((await get(`${base}/csv`)).status).toBe(400);
  });
});
