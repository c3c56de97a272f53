import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { takeLock } from '../../src/superset/state/lock.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';
import { declaredContract, writeDeclaredProject } from '../support/declared-contract.ts';

const dir = temporaryFolder();
writeDeclaredProject(dir, 'target: {dir: target}\n');

/** The file of the role or of the rule, changed by hand. */
function byHand(folder: string, change: (text: string) => string): Promise<void> {
  const path = fileIn(folder);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return Promise.resolve();
}
const fileIn = (folder: string): string =>
  join(dir, 'target', folder, readdirSync(join(dir, 'target', folder))[0] ?? 'nothing');

describe('adopt', () => {
  it('waits for nobody who deploys: it exits 7 and says who', async () => {
    const uri = `sqlite:///${dir}/feedback-loop.db`;
    const store = await openStore({ uri, organization: 'default', access: 'owner', create: true, migrate: true });
    const actor = { owner: 'dora', host: 'there', pid: 1, ciUrl: undefined, gitSha: undefined };
    const lock = await takeLock({ store, environment: 'local', operation: 'deploy', actor });
    const refused = await commandLine(['assets', 'adopt', '--env', 'local'], { cwd: dir });
    expect([refused.exitCode, refused.stderr]).toEqual([7, expect.stringContaining('dora on there')]);
    await lock.release();
    await store.close();
  });
});

describe('a folder that things are declared for', () => {
  declaredContract({
    dir,
    run: (...argv) => commandLine(argv, { cwd: dir, env: { PATH: process.env.PATH ?? '' } }),
    widenRole: (permission) =>
      byHand('roles', (text) => text.replace('permissions:', `permissions:\n  - ${permission}`)),
    changeRule: (clause) => byHand('rls', (text) => text.replace(/clause: .*/, `clause: "${clause}"`)),
    deleteRule: () => Promise.resolve(rmSync(fileIn('rls'))),
    person: undefined,
  });
});
