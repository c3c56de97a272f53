import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chartNumber } from '../../src/superset/compile/identity.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { temporaryFolder } from '../support/databases.ts';

const starter = resolve(import.meta.dirname, '../../starter');
const compile = (projectDir = starter, environment = 'local') => compileProject({ projectDir, environment, env: {} });

/** A copy of the starter project with files changed. */
function changed(files: Record<string, (text: string) => string>): string {
  const folder = temporaryFolder();
  cpSync(starter, folder, { recursive: true });
  for (const [path, change] of Object.entries(files)) {
    writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
  }
  return folder;
}

describe('the starter project', () => {
  it.each(['local', 'dev', 'staging', 'prod'])('compiles for %s without a finding', (environment) => {
    expect(compile(starter, environment).findings).toEqual([]);
  });

  it('gives the same bytes each time and in each folder but for the path of the database', () => {
    const [first, second] = [compile(), compile(changed({}))];
    const text = (compiled: ReturnType<typeof compile>) =>
      compiled.files.map((file) => [file.path, file.text.replace(/sqlite:.*/, 'sqlite')]);
    expect(text(first)).toEqual(text(second));
  });

  it('writes files that read back as the bundle', () => {
    const { bundle, files } = compile();
    const all = [...bundle.databases, ...bundle.datasets, ...bundle.charts, ...bundle.dashboards];
    for (const asset of all) {
      const file = files.find((each) => each.uuid === asset.uuid);
      expect(parse(file?.text ?? '', { version: '1.1' })).toEqual(asset);
    }
  });

  it('writes every key that an import would otherwise leave as it was', () => {
    const chart = compile().bundle.charts[0];
    expect(Object.keys(chart ?? {})).toEqual([
      'slice_name',
      'description',
      'certified_by',
      'certification_details',
      'viz_type',
      'params',
      'query_context',
      'cache_timeout',
      'uuid',
      'version',
      'dataset_uuid',
    ]);
  });

  it('gives each chart a query context and a number that every Superset 7 would give it', () => {
    const { charts, dashboards } = compile().bundle;
    for (const chart of charts) expect(JSON.parse(chart.query_context ?? '{}').queries.length).toBeGreaterThan(0);
    for (const dashboard of dashboards) {
      for (const node of Object.values(dashboard.position)) {
        if (typeof node === 'string' || node.type !== 'CHART') continue;
        expect(node.meta?.chartId).toBe(chartNumber(String(node.meta?.uuid)));
      }
    }
  });

  it('never holds the password of the database', () => {
    const METRICS_DB_URI = ['postgresql://superset_viewer', 'hunter2@db.example.com/feedback_loop'].join(':');
    const { files } = compileProject({ projectDir: starter, environment: 'local', env: { METRICS_DB_URI } });
    const text = files.map((file) => file.text).join('');
    expect(text).not.toContain('hunter2');
    expect(text).toContain(['postgresql://superset_viewer', 'XXXXXXXXXX@db.example.com'].join(':'));
  });

  it('refuses an environment file with a password in it', () => {
    const folder = changed({
      'environments/prod.yaml': (text) => text.replace('superset_viewer@db.ex', `superset_viewer:${'hunter2'}@db.ex`),
    });
    expect(() => compile(folder, 'prod')).toThrow(/holds a password/);
  });

  it('names a template, line and column for a reference to nothing, and what was probably meant', () => {
    const folder = changed({
      'assets/charts/code-quality/total-bugs.yaml': (text) => text.replace('v_issues_daily', 'v_isues_daily'),
    });
    expect(compile(folder).findings).toMatchObject([
      {
        code: 'REFERENCE_MISSING',
        message: 'there is no dataset v_isues_daily',
        where: { file: 'assets/charts/code-quality/total-bugs.yaml', line: 4, column: 10 },
        hint: 'Did you mean v_issues_daily?',
      },
    ]);
  });

  it('goes on with the other assets when one template is broken', () => {
    const folder = changed({ 'assets/datasets/v_bugs.yaml': (text) => `${text}\n  - [[ nothing ]]\n` });
    const { findings, bundle } = compile(folder);
    expect(findings.map((each) => each.code)).toContain('TEMPLATE_INVALID');
    expect(bundle.dashboards.length).toBeGreaterThan(0);
  });
});
