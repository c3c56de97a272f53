import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Output } from '../../src/cli/output.ts';
import { startBundleViewer } from '../../src/cli/preview/bundle-viewer.ts';
import type { ChartReply, DashboardCard, Meta } from '../../src/server/contract.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';

const nothing = { write: () => {} };
const dir = temporaryFolder();
const io = {
  env: {},
  cwd: dir,
  now: () => new Date('2026-11-20T12:00:00Z'),
  stdin: Readable.from([]),
  output: new Output({ stdout: nothing, stderr: nothing, env: {} }),
  signal: new AbortController().signal,
};

const chart = (uuid: string, dataset: string, viz = 'pie') => ({
  uuid,
  slice_name: `Chart ${uuid}`,
  viz_type: viz,
  dataset_uuid: dataset,
  params: { viz_type: viz, groupby: ['fruit'], metric: 'count' },
});
const dataset = (uuid: string, database: string) => ({
  uuid,
  table_name: 'fruits',
  schema: 'main',
  database_uuid: database,
  columns: [{ column_name: 'fruit', type: 'TEXT' }],
  metrics: [{ metric_name: 'count', expression: 'COUNT(*)' }],
});
const FILES = {
  'out/metadata.yaml': { version: '1.0.0', type: 'assets' },
  'out/databases/a.yaml': { uuid: 'a', database_name: 'orchard', sqlalchemy_uri: 'sqlite:///gone.db' },
  'out/databases/b.yaml': { uuid: 'b', database_name: 'barn', sqlalchemy_uri: 'sqlite:///gone.db' },
  'out/datasets/fruits.yaml': dataset('one', 'a'),
  'out/datasets/others.yaml': dataset('two', 'b'),
  'out/charts/pie.yaml': chart('pie', 'one'),
  'out/charts/barn.yaml': chart('barn', 'two'),
  'out/charts/map.yaml': chart('map', 'one', 'deck_hex'),
  'out/charts/loose.yaml': chart('loose', 'one'),
  'out/dashboards/board.yaml': {
    uuid: 'board',
    dashboard_title: 'Fruits',
    slug: 'fruits',
    position: {
      ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
      GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['ROW'] },
      ROW: { id: 'ROW', type: 'ROW', children: ['C1', 'C2', 'C3'] },
      ...Object.fromEntries(
        ['pie', 'barn', 'map'].map((uuid, at) => [
          `C${at + 1}`,
          { id: `C${at + 1}`, type: 'CHART', children: [], meta: { uuid, chartId: at + 1, width: 4, height: 50 } },
        ]),
      ),
    },
    metadata: { color_scheme: 'bnbColors', map_label_colors: { pear: '#123456' } },
  },
};

beforeAll(() => {
  for (const [path, value] of Object.entries(FILES)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), stringify(value));
  }
  const database = new Database(join(dir, 'fruits.db'));
  database.exec("CREATE TABLE fruits (fruit TEXT); INSERT INTO fruits VALUES ('apple'), ('apple'), ('pear')");
  database.close();
});

const replies = async (url: string, slug: string): Promise<Map<string, ChartReply>> => {
  const answer = await fetch(`${url}/api/dashboards/${slug}/data`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: '{}',
  });
  const lines = (await answer.text()).trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as ChartReply).map((each) => [each.uuid, each]));
};

describe("somebody else's bundle in the viewer", () => {
  const opened: { close: () => Promise<void> }[] = [];
  const open = async (data: string[]) => {
    const viewer = await startBundleViewer(io, { bundle: join(dir, 'out'), data, port: 0 });
    opened.push(viewer);
    return viewer;
  };
  afterAll(async () => {
    for (const each of opened) await each.close();
  });

  it('is drawn over its own data, in its own colours, without a project', async () => {
    const { url } = await open(['orchard=sqlite:///fruits.db']);
    const answers = await replies(url, 'fruits');
    const pie = answers.get('pie');
    expect(pie).toMatchObject({
      ok: true,
      table: {
        rows: [
          { fruit: 'apple', count: 2 },
          { fruit: 'pear', count: 1 },
        ],
      },
    });
    expect(pie).toMatchObject({
      picture: { palette: expect.arrayContaining(['#29696b']), labelColors: { pear: '#123456' } },
    });
    expect(answers.get('map')).toMatchObject({ ok: true, picture: { type: 'unsupported', vizType: 'deck_hex' } });
    expect(answers.get('barn')).toMatchObject({ ok: false, error: { code: 'DB_MISSING', message: /database barn/ } });
  });

  it('shows the charts that are on no dashboard on one of their own, and leads to no page of ours', async () => {
    const { url } = await open(['sqlite:///fruits.db']);
    const boards = (await (await fetch(`${url}/api/dashboards`)).json()) as DashboardCard[];
    expect(boards.map(({ title }) => title)).toEqual(['Charts on no dashboard', 'Fruits']);
    expect([...(await replies(url, 'charts-on-no-dashboard')).keys()]).toEqual(['loose']);
    const meta = (await (await fetch(`${url}/api/meta`)).json()) as Meta;
    expect(meta.pages).toEqual(['dashboards']);
    // A dashboard that refreshes itself then asks past what is known.
    expect(meta.foreign).toBe(true);
  });

  it('names a database that the bundle does not have, and a file that is not there', async () => {
    const preview = (data: string) =>
      commandLine(['assets', 'preview', '--bundle', 'out', '--data', data], { cwd: dir });
    const wrong = await preview('orchad=sqlite:///fruits.db');
    expect(wrong.stderr).toContain('Did you mean orchard?');
    const missing = await preview('sqlite:///nowhere.db');
    expect(missing.stderr).toContain('nowhere.db does not exist');
    const alone = await commandLine(['assets', 'preview', '--data', 'sqlite:///fruits.db'], { cwd: dir });
    expect(alone.exitCode).toBe(64);
  });
});
