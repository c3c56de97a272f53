import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectionPassword, loadEnvironment, parseEnvironment } from '../../src/config/environment.ts';
import { applyPolicyFor, loadPolicy, parsePolicy } from '../../src/config/policy.ts';
import { Failure } from '../../src/errors.ts';
import { temporaryFolder } from '../support/databases.ts';

const starter = resolve(import.meta.dirname, '../../starter');

function failure(work: () => unknown): Failure {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('policy.yaml', () => {
  it('of the starter project means what spec/4 says', () => {
    const policy = parsePolicy(readFileSync(join(starter, 'policy.yaml'), 'utf8'), 'policy.yaml');
    expect(policy.apply.dev).toMatchObject({ mode: 'overwrite_git_wins', drift_gate: 'warn' });
    expect(policy.apply.prod).toMatchObject({ mode: 'strict_fail_on_drift', drift_gate: 'fail', protected: true });
    expect(policy.deploy).toMatchObject({
      mode: 'script_with_retry',
      steps: ['db_sync', 'apply_assets', 'drift_check'],
    });
    expect(policy.db).toMatchObject({
      mode: 'migrations_and_seed',
      migrations_dir: 'db/migrations',
      seed_dir: 'db/seed',
    });
    expect(policy.export.format).toBe('superset_cli_yaml');
  });

  it('is strict for an environment it does not name, and for a project without the file', () => {
    const policy = loadPolicy(temporaryFolder());
    expect(applyPolicyFor(policy, 'prod')).toMatchObject({ mode: 'strict_fail_on_drift', drift_gate: 'fail' });
  });

  it.each([
    ['an unknown key', 'aply: {}\n', 1, 1, 'aply is not known', 'Did you mean apply?'],
    [
      'an unknown key deep down',
      'apply:\n  dev:\n    drift_gates: warn\n',
      3,
      5,
      'apply.dev.drift_gates is not known',
      'Did you mean drift_gate?',
    ],
    [
      'an unknown value',
      'apply:\n  dev: {mode: overwrite_git_win}\n',
      2,
      15,
      'apply.dev.mode: overwrite_git_win is not one of overwrite_git_wins, strict_fail_on_drift',
      'Did you mean overwrite_git_wins?',
    ],
    ['a wrong type', 'deploy:\n  retry: {attempts: three}\n', 2, 21, 'deploy.retry.attempts', undefined],
    ['a rule without an end', 'ignore:\n  - {reason: noise}\n', 2, 5, 'ignore.0.until', undefined],
    [
      'steps in a senseless order',
      'deploy:\n  steps: [validate, compile, apply_assets]\n',
      2,
      10,
      'validate comes before compile',
      undefined,
    ],
    [
      'a step twice',
      'deploy:\n  steps: [apply_assets, apply_assets]\n',
      2,
      10,
      'apply_assets is named twice',
      undefined,
    ],
    ['broken YAML', 'apply: [\n', undefined, undefined, '', undefined],
  ])('%s is an error with its place and the nearest right spelling', (_, text, line, column, message, hint) => {
    const thrown = failure(() => parsePolicy(text, 'policy.yaml'));
    expect(thrown.message).toContain(message);
    if (line !== undefined) expect(thrown.where).toEqual({ file: 'policy.yaml', line, column });
    if (hint !== undefined) expect(thrown.hint).toBe(hint);
    expect(thrown.exitCode).toBe(5);
  });
});

describe('an environment', () => {
  const parse = (text: string, env: NodeJS.ProcessEnv = {}) =>
    parseEnvironment(text, { name: 'dev', file: 'environments/dev.yaml', projectDir: '/project', env });

  it('reads a variable that it names from the environment, and nothing else', () => {
    const text = 'variables: {limit: {env: LIMIT, default: 5}, name: x}\n';
    expect(parse(text).variables).toMatchObject({ limit: 5, name: 'x', environment: 'dev' });
    expect(parse(text, { LIMIT: '9', HOME: '/home' }).variables).toMatchObject({ limit: '9' });
    expect(Object.keys(parse(text, { HOME: '/home' }).variables)).not.toContain('HOME');
  });

  it.each([
    ['SQLite', 'sqlite:////data/x.db', 'sqlite:////data/x.db', 'main'],
    ['a relative SQLite file', 'sqlite:///x.db', 'sqlite:////project/x.db', 'main'],
    ['Heroku', 'postgres://u@h:5432/d', 'postgresql://u@h:5432/d', 'metrics'],
    ['a cloud with TLS', 'postgresql://u@h/d?sslmode=require', 'postgresql://u@h/d?sslmode=require', 'metrics'],
  ])('gives Superset the address of %s', (_, uri, expected, schema) => {
    expect(parse(`database: {uri: "${uri}"}\n`).variables.database).toMatchObject({
      uri: expected,
      schemas: { metrics: schema },
    });
  });

  it('masks the password, and finds it again for the one who deploys', () => {
    const METRICS_DB_URI = ['postgresql://app', 'p%40ss@h/d'].join(':');
    const environment = parse('database: {user: superset_viewer}\n', { METRICS_DB_URI });
    expect(environment.database.uri).toBe(['postgresql://superset_viewer', 'XXXXXXXXXX@h/d'].join(':'));
    expect(connectionPassword(environment, 'Any', { METRICS_DB_URI })?.reveal()).toBe('p@ss');
    const named = parse('database: {uri: "postgresql://v@h/d", password_env: VIEWER}\n');
    expect(connectionPassword(named, 'Any', { VIEWER: 's3cret' })?.reveal()).toBe('s3cret');
    expect(named.database.uri).toContain(':XXXXXXXXXX@');
  });

  it.each([
    ['an unknown key', 'tarqet: {}\n', 'Did you mean target?'],
    ['a built-in name', 'variables: {database: x}\n', undefined],
    ['a secret in place of a variable name', 'passwords: {Warehouse: hunter2}\n', undefined],
    ['a variable that is not set', 'variables: {a: {env: NOT_SET}}\n', 'Set NOT_SET, or give a default.'],
    ['a version nobody knows', "target: {version: '3.0'}\n", undefined],
  ])('with %s is refused', (_, text, hint) => {
    const thrown = failure(() => parse(text));
    expect(thrown.where).toMatchObject({ file: 'environments/dev.yaml', line: 1 });
    if (hint !== undefined) expect(thrown.hint).toBe(hint);
  });

  it('that does not exist names those that do', () => {
    expect(failure(() => loadEnvironment(starter, 'stagin', {})).hint).toBe('Environments here: staging');
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'environments'));
    writeFileSync(join(folder, 'environments', 'x.yaml'), '');
    expect(failure(() => loadEnvironment(folder, '../x', {})).code).toBe('NOT_FOUND');
  });
});
