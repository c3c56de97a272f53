import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { syncStarter } from '../../src/config/starter.ts';

let from: string;
let to: string;
const give = (path: string, text: string): void => {
  mkdirSync(dirname(join(from, path)), { recursive: true });
  writeFileSync(join(from, path), text);
};
const sync = (version: string) => syncStarter({ from, to, version });
const read = (path: string) => readFileSync(join(to, path), 'utf8');

beforeEach(() => {
  from = mkdtempSync(join(tmpdir(), 'starter-'));
  to = join(mkdtempSync(join(tmpdir(), 'project-')), 'new');
  give('policy.yaml', 'first: 1\n');
  give('assets/charts/a.yaml', 'a: 1\n');
  give('gitignore', '*.db\n');
});

describe('a project made from the starter', () => {
  it('has every file, .gitignore among them', () => {
    expect(sync('1').created.sort()).toEqual(['.gitignore', 'assets/charts/a.yaml', 'policy.yaml']);
    expect(read('.gitignore')).toBe('*.db\n');
  });

  it('may begin without some, and stays so', () => {
    const without = (path: string) => path.startsWith('assets/');
    expect(syncStarter({ from, to, version: '1', without }).created).not.toContain('assets/charts/a.yaml');
    expect(sync('2').created).toEqual([]);
  });

  it('is left as it is by a second run', () => {
    sync('1');
    expect(sync('1')).toMatchObject({ created: [], updated: [], kept: [], unchanged: 3 });
  });

  it('gets new versions of files that nobody touched', () => {
    sync('1');
    give('policy.yaml', 'second: 2\n');
    expect(sync('2').updated).toEqual(['policy.yaml']);
    expect(read('policy.yaml')).toBe('second: 2\n');
  });

  it('keeps what the user changed, and shows the difference', () => {
    sync('1');
    writeFileSync(join(to, 'policy.yaml'), 'mine: 3\n');
    give('policy.yaml', 'second: 2\n');
    const { kept, updated } = sync('2');
    expect(updated).toEqual([]);
    expect(kept[0]?.diff).toContain('-mine: 3');
    expect(kept[0]?.diff).toContain('+second: 2');
    expect(read('policy.yaml')).toBe('mine: 3\n');
  });

  it('keeps it again the next time', () => {
    sync('1');
    writeFileSync(join(to, 'policy.yaml'), 'mine: 3\n');
    give('policy.yaml', 'second: 2\n');
    sync('2');
    give('policy.yaml', 'third: 3\n');
    expect(sync('3').kept.map(({ path }) => path)).toEqual(['policy.yaml']);
  });

  it('does not bring back a file that the user deleted', () => {
    sync('1');
    rmSync(join(to, 'assets/charts/a.yaml'));
    expect(sync('2').created).toEqual([]);
  });

  it('takes over a folder that was there before without writing over anything', () => {
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, 'policy.yaml'), 'mine: 3\n');
    expect(sync('1').kept.map(({ path }) => path)).toEqual(['policy.yaml']);
    expect(read('policy.yaml')).toBe('mine: 3\n');
  });
});
