import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { listApplies } from '../../src/superset/state/journal.ts';
import { type CommandResult, commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';
import { writeDeclaredProject } from '../support/declared-contract.ts';
import { connected } from './support/connect.ts';
import { faultProxy } from './support/fault-proxy.ts';

/** FEEDBACK_LOOP_KILL=all kills at every writing call, before and after it; otherwise at a few of them. */
const ALL = process.env.FEEDBACK_LOOP_KILL === 'all';
const PROGRAM = resolve(import.meta.dirname, '../../dist/src/cli/bin.js');

const dir = temporaryFolder();
const proxy = await faultProxy(inject('superset').url);
const admin = await connected();
const { username, password } = inject('superset');
const env = {
  PATH: process.env.PATH ?? '',
  SUPERSET_URL: proxy.url,
  SUPERSET_USERNAME: username,
  SUPERSET_PASSWORD: password,
};
writeDeclaredProject(dir, '', 'Killed');
const control = { uri: `sqlite:///${dir}/feedback-loop.db`, organization: 'default', access: 'owner' as const };
const store = await openStore({ ...control, create: true, migrate: true });
afterAll(async () => {
  await Promise.all([admin.close(), proxy.close(), store.close()]);
});

/** The project with something new of every kind, and a chart more or less: each sort of write is needed. */
function version(n: number): void {
  const write = (path: string, text: string) => writeFileSync(join(dir, 'assets', path), text);
  const chart = (name: string) =>
    `slice_name: Killed ${name}\ndescription: Version ${n}\nviz_type: table\ndataset: killed-things\nparams: {query_mode: aggregate, groupby: [name], metrics: [count]}\n`;
  write('charts/killed-things.yaml', chart('things'));
  if (n % 2 === 0) write('charts/killed-more.yaml', chart('more'));
  else rmSync(join(dir, 'assets/charts/killed-more.yaml'), { force: true });
  const permissions = n % 2 === 0 ? 'can_read on Chart' : 'can_read on Chart, can_read on Dashboard';
  write('roles/viewer.yaml', `name: Killed Viewer\npermissions: [${permissions}]\ndatasets: all\n`);
  write('rls/rule.yaml', `name: Killed rule\ndatasets: [killed-things]\nroles: [Killed Viewer]\nclause: ${n} = ${n}\n`);
  write('embedded/board.yaml', `dashboard: killed-board\nallowed_domains: [https://v${n}.example.com]\n`);
}

const run = (...argv: string[]): Promise<CommandResult> => commandLine(argv, { cwd: dir, env });

const unnumbered = (call: string): string => call.replaceAll(/\/\d+/g, '/N');

/** Deploys in a process of its own and kills it, with no chance to tidy up, at one call. */
function killedAt(call: number, moment: 'before' | 'after'): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [PROGRAM, 'deploy', 'local'], { cwd: dir, env, stdio: 'ignore' });
  proxy.onCall(call, moment, () => child.kill('SIGKILL'));
  return new Promise((done) => child.on('exit', (_, signal) => done(signal)));
}

describe('a deployment whose process is killed', async () => {
  writeFileSync(
    join(dir, 'policy.yaml'),
    'apply:\n  local: {mode: overwrite_git_wins, drift_gate: fail, prune: true}\n',
  );
  version(0);
  const first = await run('deploy', 'local');
  expect([first.exitCode, existsSync(PROGRAM)], `${first.stderr} (npm run build comes first)`).toEqual([0, true]);
  version(1);
  proxy.arm();
  expect((await run('deploy', 'local')).exitCode).toBe(0);
  const writes = proxy
    .calls()
    .flatMap((call, at) => (/^(POST|PUT|DELETE) (?!.*login)/.test(call) ? [[at, call] as const] : []));
  const walk = writes.flatMap(([at, call]) => (['before', 'after'] as const).map((moment) => ({ at, call, moment })));
  const step = Math.ceil(walk.length / 4);
  const chosen = ALL ? walk : walk.filter((_, index) => index % step === step - 1);
  const others = [...(await listObjects(admin)).values()].filter(
    (each) => !each.name.toLowerCase().startsWith('killed'),
  );
  let n = 1;

  it('writes in every way there is', () => {
    const calls = writes.map(([, call]) => unnumbered(call));
    expect(calls).toEqual(
      expect.arrayContaining([
        'POST /api/v1/assets/import/',
        'POST /api/v1/security/roles/N/permissions',
        'PUT /api/v1/rowlevelsecurity/N',
        'PUT /api/v1/dashboard/N/embedded',
        'DELETE /api/v1/chart/N',
      ]),
    );
    expect(chosen.length).toBeGreaterThanOrEqual(3);
  });

  it.each(chosen)(
    '$moment $call (call $at): the next one says who holds the lock, takes over and brings the target to Git',
    async ({ at, call, moment }) => {
      // Two versions on: the chart that comes and goes is there, and gone, as in the walk that was counted.
      if (n % 2 === 1) {
        n += 1;
        version(n);
        proxy.arm();
        expect((await run('deploy', 'local')).exitCode).toBe(0);
      }
      n += 1;
      version(n);
      proxy.arm();
      expect(await killedAt(at, moment)).toBe('SIGKILL');
      const [interrupted] = await listApplies(store, 'local');
      // Every writing call lies between the beginning of an apply and its end, which the dead cannot write.
      expect([unnumbered(proxy.calls()[at] ?? ''), interrupted?.status]).toEqual([unnumbered(call), 'interrupted']);
      proxy.arm();
      const locked = await run('deploy', 'local');
      expect([locked.exitCode, locked.stderr]).toEqual([7, expect.stringContaining('it lapses by itself at')]);
      const id = /unlock --id ([0-9a-f-]{36})/.exec(locked.stderr)?.[1] ?? '';
      // Half of them wait until the lock has lapsed (the clock is put on); the others take it away by its id.
      if (at % 2 === 0)
        await store.db.updateTable('deploy_locks').set({ expires_at: '2020-01-01 00:00:00.000000' }).execute();
      else expect((await run('assets', 'unlock', '--id', id)).exitCode).toBe(0);
      const taken = await run('deploy', 'local');
      expect(taken.exitCode, taken.stdout + taken.stderr).toBe(0);
      expect((await run('assets', 'verify', '--env', 'local')).exitCode).toBe(0);
      const again = await run('assets', 'plan', '--env', 'local', '--detailed-exitcode');
      expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('0 to add, 0 to change')]);
      expect((await listApplies(store, 'local'))[0]?.status).toBe('done');
      const now = await listObjects(admin);
      for (const each of others) expect(now.get(each.uuid)).toEqual(each);
    },
  );
});
