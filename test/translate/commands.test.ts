import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { openDirTarget } from '../../src/superset/target-dir/dir-target.ts';
import { commandLine } from '../support/command-line.ts';

const DATABASE = 'cccccccc-0000-4000-8000-000000000001';
const DATASET = 'bbbbbbbb-0000-4000-8000-000000000001';
const CHART = 'aaaaaaaa-0000-4000-8000-000000000001';

const bundle = (limit: number): Bundle => ({
  databases: [{ uuid: DATABASE, database_name: 'wh', sqlalchemy_uri: 'sqlite:////data/wh.db', extra: {} }],
  datasets: [
    {
      uuid: DATASET,
      table_name: 'orders',
      database_uuid: DATABASE,
      columns: [{ column_name: 'region' }, { column_name: 'price' }],
      metrics: [{ metric_name: 'total', expression: 'SUM(price)' }],
    },
  ],
  charts: [
    {
      uuid: CHART,
      slice_name: 'Orders',
      viz_type: 'table',
      dataset_uuid: DATASET,
      params: { groupby: ['region'], metrics: ['total'], row_limit: limit },
    },
  ],
  dashboards: [],
});

const environment = (name: string) => `target:\n  version: '6.1'\n  dir: target-${name} # a folder\n`;

describe('from targets to templates on the command line', () => {
  let dir: string;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'commands-'));
    write('policy.yaml', '{}\n');
    write('environments/dev.yaml', environment('dev'));
    write('environments/prod.yaml', environment('prod'));
    await target('dev').importAssets(bundle(5));
    await target('prod').importAssets(bundle(50));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  const read = (path: string) => readFileSync(join(dir, path), 'utf8');
  const target = (name: string) => openDirTarget({ dir: join(dir, `target-${name}`), now: () => new Date() });
  const run = (...argv: string[]) => commandLine(['assets', ...argv], { cwd: dir });

  it('translates the exports of two environments, with what differs as a variable', async () => {
    const result = await run('translate', '--from', 'dev=target-dev', '--from', 'prod=target-prod');
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('variables: orders_row_limit') });
    expect(read('assets/charts/orders.yaml')).toContain('row_limit: [[ orders_row_limit | tojson ]]');
    expect(read('environments/prod.yaml')).toBe(`${environment('prod')}variables:\n  orders_row_limit: 50\n`);
    const again = await run('translate', '--from', 'dev=target-dev', '--from', 'prod=target-prod', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ kept: 3, proof: { equal: true, mismatches: [] } });
  });

  it('writes nothing when it is asked not to', async () => {
    await run('translate', '--from', 'dev=target-dev', '--dry-run');
    await run('adopt', '--all', '--env', 'dev', '--dry-run');
    expect(existsSync(join(dir, 'assets'))).toBe(false);
  });

  it('adopts a whole target and has an empty plan then', async () => {
    const result = await run('adopt', '--all', '--env', 'dev');
    expect(result.exitCode).toBe(0);
    expect(result.stdout.trimEnd().split('\n').at(-1)).toBe('Plan: 0 to add, 0 to change.');
    expect(readdirSync(join(dir, 'assets')).toSorted()).toEqual(['charts', 'databases', 'datasets']);
  });

  it('leads from an existing target to a first empty plan, and to a deployment with nothing to do', async () => {
    const project = join(dir, 'ours');
    const inside = (...argv: string[]) => commandLine(argv, { cwd: project });
    expect((await commandLine(['init', 'ours', '--empty'], { cwd: dir })).exitCode).toBe(0);
    expect(existsSync(join(project, 'assets'))).toBe(false);
    writeFileSync(join(project, 'environments/dev.yaml'), environment('dev').replace('target-dev', '../target-dev'));
    expect((await inside('assets', 'adopt', '--all', '--env', 'dev')).stdout).toContain('Plan: 0 to add, 0 to change.');
    expect((await inside('assets', 'plan', '--env', 'dev')).stdout).toContain('Plan: 0 to add, 0 to change.');
    const deployed = await inside('deploy', 'dev');
    expect(deployed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✅ Nothing to do') });
    // A later init renews what is there and brings no dashboards of ours.
    await commandLine(['init', 'ours'], { cwd: dir });
    expect(existsSync(join(project, 'assets/dashboards'))).toBe(false);
  });

  it('adopts what a person changed since, and only that', async () => {
    await run('adopt', '--all', '--env', 'dev');
    const path = 'target-dev/charts/Orders_1.yaml';
    write(path, read(path).replace('row_limit: 5', 'row_limit: 7'));
    const before = read('assets/datasets/orders.yaml');
    const result = await run('adopt', '--env', 'dev', '--json');
    expect(JSON.parse(result.stdout)).toMatchObject({
      objects: [{ name: 'Orders', how: 'changed', path: 'assets/charts/orders.yaml' }],
      summary: { drift: 0, change: 0, inSync: 3 },
    });
    expect(read('assets/charts/orders.yaml')).toContain('row_limit: 7');
    expect(read('assets/datasets/orders.yaml')).toBe(before);
    expect((await run('adopt', '--env', 'dev')).stdout).toContain('Nothing was changed outside Git.');
  });

  it('writes down who adopted, as it does who applied', async () => {
    const env = { GITHUB_ACTOR: 'ada' };
    await commandLine(['assets', 'adopt', '--all', '--env', 'dev'], { cwd: dir, env });
    const { stdout } = await run('rollback', '--list', '--env', 'dev', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ applies: [{ actor: `ada@${hostname()}` }] });
  });

  it('asks a target as often as policy.yaml says, and tells of it', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      write('environments/dev.yaml', `target: {url: 'http://127.0.0.1:${port}'}\n`);
      const env = { SUPERSET_USERNAME: 'admin', SUPERSET_PASSWORD: 'secret' };
      const adopting = () => commandLine(['assets', 'adopt', '--env', 'dev'], { cwd: dir, env });
      write('policy.yaml', 'deploy: {mode: once}\n');
      expect((await adopting()).stderr).toContain('is not ready (HTTP 503)');
      const once = asked;
      write('policy.yaml', 'deploy: {retry: {attempts: 2}}\n');
      expect((await adopting()).stderr).toMatch(/HTTP 503; trying again in/);
      expect(asked).toBe(3 * once);
    } finally {
      server.close();
    }
  });

  it('adopts one object by its name and names the nearest when there is none', async () => {
    const one = await run('adopt', 'chart:orders', '--env', 'dev');
    expect(one.exitCode).toBe(0);
    // With what it cannot be imported without.
    expect(read('assets/charts/orders.yaml')).toContain('dataset: orders\n');
    expect(existsSync(join(dir, 'assets/databases/wh.yaml'))).toBe(true);
    const none = await run('adopt', 'chart:ordrs', '--env', 'dev');
    expect(none).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('Did you mean') });
  });

  it('does not look into our database for the tables of another connection', async () => {
    await run('adopt', '--all', '--env', 'dev');
    expect((await commandLine(['db', 'migrate'], { cwd: dir })).exitCode).toBe(0);
    expect(await run('validate', '--env', 'dev')).toMatchObject({ exitCode: 0 });
    expect((await run('plan', '--env', 'dev')).stdout).toContain('Plan: 0 to add, 0 to change.');
  });

  it('says what uses a column, up to charts', async () => {
    await run('adopt', '--all', '--env', 'dev');
    const result = await run('impact', 'dataset:orders.price', '--env', 'dev', '--json');
    expect(JSON.parse(result.stdout)).toMatchObject({
      object: { kind: 'dataset', name: 'orders' },
      member: 'price',
      usedBy: { charts: [{ name: 'Orders' }] },
    });
    expect((await run('impact', 'chart:Orders', '--env', 'dev')).stdout).toContain('Made of');
  });
});
