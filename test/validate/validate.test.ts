import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileProject } from '../../src/superset/compile/compile.ts';
import type { Finding } from '../../src/superset/finding.ts';
import { githubAnnotations, newFindings, sarif } from '../../src/superset/validate/formats.ts';
import { validate } from '../../src/superset/validate/validate.ts';
import { freshStore, freshUri, temporaryFolder } from '../support/databases.ts';

const starter = resolve(import.meta.dirname, '../../starter');
const NOW = Date.parse('2026-11-20T12:00:00Z');

/** One dashboard of the starter project, with files changed. */
function changed(files: Record<string, (text: string) => string>): string {
  const folder = temporaryFolder();
  const unwanted =
    /assets\/(charts|dashboards)\/(?!code-quality)|assets\/datasets\/(?!v_issues_daily|v_bug_files_daily)|\/db\//;
  cpSync(starter, folder, { recursive: true, filter: (path) => !unwanted.test(path.replaceAll('\\', '/')) });
  writeFileSync(
    join(folder, 'assets/dashboards/other.yaml'),
    'dashboard_title: Other\nslug: organization\nlayout: []\n',
  );
  for (const [path, change] of Object.entries(files)) {
    const before = readFileSync(join(folder, path), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${path} is as it was`);
    writeFileSync(join(folder, path), after);
  }
  return folder;
}

const findingsOf = async (projectDir: string, environment = 'local', env: NodeJS.ProcessEnv = {}): Promise<Finding[]> =>
  (await validate(compileProject({ projectDir, environment, env }), { now: NOW })).findings;

const BUGS = 'assets/charts/code-quality/total-bugs.yaml';
const ISSUES = 'assets/datasets/v_issues_daily.yaml';
const QUALITY = 'assets/dashboards/code-quality.yaml';
const replace = (from: string, to: string) => (text: string) => text.replace(from, to);
const NATIVE = `dashboard_title: Native
slug: native
position:
  DASHBOARD_VERSION_KEY: v2
  ROOT_ID: {id: ROOT_ID, type: ROOT, children: [GRID_ID]}
  GRID_ID: {id: GRID_ID, type: GRID, children: [ROW-1], parents: [ROOT_ID]}
  ROW-1: {id: ROW-1, type: ROW, children: [CHART-1], meta: {}, parents: [ROOT_ID, GRID_ID]}
  CHART-1: {id: CHART-1, type: CHART, children: [], meta: {uuid: 11111111-1111-4111-8111-111111111111, chartId: 1, width: 4, height: 50}}
  ROW-2: {id: ROW-2, type: ROW, children: [], meta: {}}
metadata: {timed_refresh_immune_slices: [99]}
`;

describe('the starter project', () => {
  it.each(['local', 'dev', 'staging', 'prod'])('has nothing wrong in %s', async (environment) => {
    expect(await findingsOf(starter, environment)).toEqual([]);
  });

  it.each(['4.1', '5.0', '6.0', '6.1'])('has nothing wrong for Superset %s', async (version) => {
    const folder = temporaryFolder();
    cpSync(starter, folder, { recursive: true });
    const path = join(folder, 'environments/local.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace("version: '6.1'", `version: '${version}'`));
    expect(await findingsOf(folder)).toEqual([]);
  });

  it('says so when there is nothing to validate, and goes on', async () => {
    const folder = temporaryFolder();
    cpSync(join(starter, 'environments'), join(folder, 'environments'), { recursive: true });
    expect(await findingsOf(folder)).toEqual([]);
  });
});

describe('a mistake is found before anything is sent', () => {
  it.each<[string, Record<string, (text: string) => string>, Partial<Finding>]>([
    [
      'an unknown key',
      { [QUALITY]: replace('slug:', 'slgu:') },
      { code: 'UNKNOWN_KEY', hint: 'Did you mean slug?', where: { file: QUALITY, line: 2, column: 1 } },
    ],
    [
      'a wrong type',
      { [ISSUES]: (text) => `${text}\noffset: none\n` },
      { code: 'WRONG_TYPE', message: 'offset must be a whole number' },
    ],
    [
      'a metric that does not exist',
      { [BUGS]: replace('metric: bugs', 'metric: bgus') },
      { code: 'METRIC_MISSING', hint: 'Did you mean bugs?', where: { file: BUGS, line: 6, column: 11 } },
    ],
    [
      'a column that does not exist',
      { [BUGS]: replace('x_axis: day', 'x_axis: dya') },
      { code: 'COLUMN_MISSING', where: { file: BUGS, line: 7, column: 11 } },
    ],
    [
      'a filter on a column that does not exist',
      { [QUALITY]: replace('column: repository', 'column: repo') },
      { code: 'COLUMN_MISSING', where: { file: QUALITY, line: 10, column: 5 } },
    ],
    [
      'a chart type that every import rewrites',
      { [BUGS]: replace('viz_type: big_number', 'viz_type: dist_bar') },
      {
        code: 'VIZ_TYPE',
        severity: 'error',
        message: expect.stringContaining('into echarts_timeseries_bar'),
        hint: expect.stringContaining('feedback-loop assets adopt "chart:Total Bugs"'),
      },
    ],
    [
      'a chart type that is gone',
      { [BUGS]: replace('viz_type: big_number', 'viz_type: event_flow') },
      { code: 'VIZ_TYPE', severity: 'error', hint: 'Use echarts_timeseries_scatter.' },
    ],
    [
      'a chart type nobody knows',
      { [BUGS]: replace('viz_type: big_number', 'viz_type: bignumber') },
      { code: 'VIZ_TYPE', severity: 'warning', hint: 'Did you mean big_number?' },
    ],
    [
      'weeks that begin on different days',
      { [BUGS]: replace('time_grain_sqla: null', 'time_grain_sqla: P1W') },
      { code: 'WEEK_START', severity: 'warning' },
    ],
    [
      'metadata that the editor refuses',
      { [QUALITY]: replace('refresh_frequency', 'refresh_frequenzy') },
      { code: 'METADATA_KEY', hint: 'Did you mean refresh_frequency?' },
    ],
    [
      'two dashboards with one slug',
      { [QUALITY]: replace('slug: code-quality', 'slug: organization') },
      { code: 'NAME_COLLISION' },
    ],
    [
      'two datasets of one table',
      { [ISSUES]: replace('table_name: v_issues_daily', 'table_name: v_bug_files_daily') },
      {
        code: 'NAME_COLLISION',
        message: expect.stringMatching(/show the table (main\.)?v_bug_files_daily: the import/),
      },
    ],
    ['a metric twice', { [ISSUES]: replace('metric_name: bugs', 'metric_name: issues') }, { code: 'NAME_TWICE' }],
    [
      'a function the engine lacks',
      { [ISSUES]: replace('SUM(occurrences)', "SUM(DATE_TRUNC('day', day))") },
      { code: 'FUNCTION_MISSING' },
    ],
    ['SQL that does not parse', { [ISSUES]: replace('SUM(occurrences)', 'SUM(occurrences') }, { code: 'SQL_REFUSED' }],
    [
      'a dataset whose SQL writes',
      { [ISSUES]: (text) => `${text}\nsql: DELETE FROM metrics_bugs\n` },
      { code: 'SQL_REFUSED' },
    ],
    [
      'a password in an address',
      {
        'assets/databases/feedback-loop-api.yaml': (text) =>
          text.replace('[[ database.uri | tojson ]]', ['postgresql://u', 'hunter2@h/d'].join(':')),
      },
      { code: 'SECRET', where: { file: 'assets/databases/feedback-loop-api.yaml', line: 3, column: 17 } },
    ],
    [
      'a password key',
      { 'assets/databases/feedback-loop-api.yaml': (text) => `${text}\npassword: hunter2\n` },
      { code: 'SECRET' },
    ],
  ])('%s', async (_, files, expected) => {
    const findings = await findingsOf(changed(files));
    expect(findings).toContainEqual(expect.objectContaining(expected));
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it('a native layout with orphans, unknown charts and numbers that are not in it', async () => {
    const folder = changed({});
    writeFileSync(join(folder, 'assets/dashboards/native.yaml'), NATIVE);
    const codes = (await findingsOf(folder))
      .filter((each) => each.where.file?.endsWith('native.yaml'))
      .map((each) => [each.code, each.where.line]);
    expect(codes).toEqual([
      ['POSITION_ORPHAN', 9],
      ['REFERENCE_MISSING', 8],
      ['CHART_ID', 10],
    ]);
  });

  it('a key of a newer Superset than the target', async () => {
    const folder = changed({
      'environments/local.yaml': replace("'6.1'", "'4.1'"),
      [BUGS]: (text) => `${text}\ntags: [quality]\n`,
    });
    expect(await findingsOf(folder)).toContainEqual(expect.objectContaining({ code: 'KEY_TOO_NEW' }));
  });

  it('a column that the database does not have', async () => {
    const uri = await freshUri('sqlite');
    const store = await freshStore('sqlite', { uri });
    const projectDir = changed({ [ISSUES]: replace('column_name: category', 'column_name: categorie') });
    const compiled = compileProject({ projectDir, environment: 'local', env: { METRICS_DB_URI: uri } });
    const { findings, asked } = await validate(compiled, { now: NOW, runner: store.runner() });
    expect(asked).toBeGreaterThan(1);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'COLUMN_MISSING', message: expect.stringContaining('categorie') as string }),
    );
  });
});

describe('findings', () => {
  const finding: Finding = {
    code: 'X',
    severity: 'error',
    message: '50 % wrong, really: yes',
    where: { file: 'a,b.yaml', line: 3, column: 2 },
    hint: 'Mend it.',
  };

  it('are annotations of GitHub Actions, their special characters escaped', () => {
    expect(githubAnnotations([finding])).toBe(
      '::error file=a%2Cb.yaml,line=3,col=2,title=X::50 %25 wrong, really: yes → Mend it.',
    );
  });

  it('are SARIF results with a place', () => {
    expect(sarif([finding], { version: '1.0.0', projectDir: '/p' })).toMatchObject({
      version: '2.1.0',
      runs: [
        { results: [{ ruleId: 'X', level: 'error', locations: [{ physicalLocation: { region: { startLine: 3 } } }] }] },
      ],
    });
  });

  it('are new when they were not there before, wherever their line is now', () => {
    const moved = { ...finding, where: { ...finding.where, line: 9 } };
    expect(newFindings([moved, moved], [finding])).toEqual([moved]);
  });
});
