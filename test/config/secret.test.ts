import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { readSecret } from '../../src/config/secret.ts';

describe('a secret', () => {
  it('prints, logs and serialises as its source, never as its value', () => {
    const secret = readSecret({ TOKEN: 'hunter2' }, 'TOKEN');
    expect([String(secret), JSON.stringify({ secret }), inspect(secret, { depth: 9 })].join()).not.toContain('hunter2');
    expect(String(secret)).toBe('<secret from TOKEN>');
    expect(secret?.reveal()).toBe('hunter2');
  });

  it('may stand in a file that NAME_FILE names, without its last line end', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'token');
    writeFileSync(file, 'hunter2\n');
    expect(readSecret({ TOKEN_FILE: file }, 'TOKEN')?.reveal()).toBe('hunter2');
  });

  it('may come from a command that NAME_COMMAND names', () => {
    expect(readSecret({ TOKEN_COMMAND: 'echo hunter2' }, 'TOKEN')?.reveal()).toBe('hunter2');
  });

  it('says which variable failed, when the file is missing', () => {
    expect(() => readSecret({ TOKEN_FILE: '/nowhere/token' }, 'TOKEN')).toThrow(/TOKEN_FILE cannot be read/);
  });

  it('comes from the first name that is set', () => {
    expect(readSecret({ SECOND: 'b', THIRD: 'c' }, 'FIRST', 'SECOND', 'THIRD')?.source).toBe('SECOND');
  });
});

describe('the configuration', () => {
  const project = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'project-'));
    writeFileSync(join(folder, 'policy.yaml'), '');
    return folder;
  };

  it('defaults to one SQLite file in the project', () => {
    const cwd = project();
    expect(loadConfig({ cwd, env: {} }).database.reveal()).toBe(`sqlite:///${cwd}/feedback-loop.db`);
  });

  it('reads .env of the project, and lets real variables win', () => {
    const cwd = project();
    writeFileSync(join(cwd, '.env'), 'METRICS_DB_URI=sqlite:////from/file.db\nFEEDBACK_LOOP_ORG=acme\n');
    const config = loadConfig({ cwd, env: { METRICS_DB_URI: 'sqlite:////from/env.db' } });
    expect([config.database.reveal(), config.organization]).toEqual(['sqlite:////from/env.db', 'acme']);
  });

  it('refuses an API database other than the metrics database', () => {
    const env = { METRICS_DB_URI: 'sqlite:////a.db', API_DB_URI: 'sqlite:////b.db' };
    expect(() => loadConfig({ cwd: project(), env })).toThrow(/different databases/);
  });
});
