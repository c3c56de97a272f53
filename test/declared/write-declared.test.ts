import { describe, expect, it } from 'vitest';
import type { DeclaredAsset, ReportAsset, RlsAsset } from '../../src/model/assets.ts';
import type { WriteClient } from '../../src/superset/client/client.ts';
import { removeDeclared, writeDeclared } from '../../src/superset/declared/write-declared.ts';

const DASHBOARD = 'dddddddd-0000-4000-8000-000000000001';
const DATASET = 'bbbbbbbb-0000-4000-8000-000000000001';

const report = (name: string): ReportAsset => ({
  kind: 'report',
  uuid: `eeeeeeee-0000-4000-8000-00000000000${name.length}`,
  name,
  type: 'Report',
  description: null,
  active: true,
  crontab: '0 9 * * 1',
  timezone: 'UTC',
  dashboard: DASHBOARD,
  chart: null,
  database: null,
  sql: null,
  validator: null,
  recipients: [],
  report_format: 'PNG',
  force_screenshot: false,
  email_subject: null,
  log_retention: 90,
  working_timeout: 3600,
  grace_period: 14_400,
});

const rule = (name: string): RlsAsset => ({
  kind: 'rls',
  uuid: `ffffffff-0000-4000-8000-00000000000${name.length}`,
  name,
  description: null,
  filter_type: 'Regular',
  datasets: [DATASET],
  roles: ['Gamma'],
  clause: '1 = 1',
  group_key: null,
});

/** A Superset that answers its lists a hundred rows at a time, and writes down what it is asked. */
function listing(lists: Record<string, Record<string, unknown>[]>) {
  const asked: string[] = [];
  const say = (what: string, path: string) => {
    asked.push(`${what} ${path}`);
    return Promise.resolve({});
  };
  const client = {
    get: (path: string) => {
      const [name = '', query = ''] = path.split('?q=');
      const { page, page_size: size } = JSON.parse(decodeURIComponent(query)) as { page: number; page_size: number };
      asked.push(`${name} ${page}`);
      const rows = lists[name] ?? [];
      return Promise.resolve({ result: rows.slice(page * size, (page + 1) * size), count: rows.length });
    },
    put: (path: string) => say('PUT', path),
    post: (path: string) => say('POST', path),
    remove: (path: string) => say('DELETE', path),
  } as unknown as WriteClient;
  return { client, asked };
}

const many = (count: number, type: string) =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `number ${index + 1}`, type }));

const LISTS = {
  '/api/v1/dashboard/': [{ id: 7, uuid: DASHBOARD, dashboard_title: 'Board' }],
  '/api/v1/dataset/': [{ id: 8, uuid: DATASET, table_name: 'things' }],
  '/api/v1/security/roles/': [{ id: 9, name: 'Gamma' }],
  '/api/v1/rowlevelsecurity/': [{ id: 3, name: 'b' }],
  '/api/v1/report/': [...many(250, 'Alert'), { id: 251, name: 'bb', type: 'Report' }],
};

describe('what is declared', () => {
  it('is looked up in lists that are read once, and only in those that it names', async () => {
    const { client, asked } = listing(LISTS);
    const assets: DeclaredAsset[] = [report('a'), report('bb'), rule('b'), rule('cc')];
    await writeDeclared(client, assets);
    expect(asked.filter((each) => !/^(PUT|POST) /.test(each)).toSorted()).toEqual([
      '/api/v1/chart/ 0',
      '/api/v1/dashboard/ 0',
      '/api/v1/database/ 0',
      '/api/v1/dataset/ 0',
      '/api/v1/report/ 0',
      '/api/v1/report/ 1',
      '/api/v1/report/ 2',
      '/api/v1/rowlevelsecurity/ 0',
      '/api/v1/security/roles/ 0',
    ]);
    expect(asked.filter((each) => /^(PUT|POST) /.test(each))).toEqual([
      'PUT /api/v1/rowlevelsecurity/3',
      'POST /api/v1/rowlevelsecurity/',
      'POST /api/v1/report/',
      'PUT /api/v1/report/251',
    ]);
    const rules = listing(LISTS);
    await writeDeclared(rules.client, [rule('b')]);
    expect(rules.asked).not.toContain('/api/v1/chart/ 0');
  });

  it('is deleted with one look at each list', async () => {
    const { client, asked } = listing(LISTS);
    await removeDeclared(client, [report('bb'), report('a'), rule('b'), rule('cc')]);
    expect(asked.filter((each) => each.startsWith('DELETE'))).toEqual([
      'DELETE /api/v1/report/251',
      'DELETE /api/v1/rowlevelsecurity/3',
    ]);
    expect(asked.filter((each) => !each.startsWith('DELETE')).toSorted()).toEqual([
      '/api/v1/report/ 0',
      '/api/v1/report/ 1',
      '/api/v1/report/ 2',
      '/api/v1/rowlevelsecurity/ 0',
    ]);
  });
});
