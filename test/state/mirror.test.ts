import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openMirror } from '../../src/superset/state/mirror.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';
import { writeDeclaredProject } from '../support/declared-contract.ts';

const REF = 'refs/feedback-loop/local';
const root = temporaryFolder();
const remote = join(root, 'remote.git');
const target = join(root, 'target');

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Tess', '-c', 'user.email=tess@example.com', '-c', 'init.defaultBranch=main'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** A clone as a fresh runner has it: with no control database. */
function runner(name: string): { dir: string; run: (...argv: string[]) => ReturnType<typeof commandLine> } {
  const dir = join(root, name);
  git(root, 'clone', '--quiet', remote, name);
  const env = { PATH: process.env.PATH ?? '', GITHUB_ACTOR: name };
  return { dir, run: (...argv) => commandLine(argv, { cwd: dir, env }) };
}

const project = join(root, 'project');
git(root, 'init', '--quiet', '--bare', remote);
git(root, 'init', '--quiet', project);
writeDeclaredProject(project, `target: {dir: ${target}}\n`);
rmSync(join(project, 'declared.db'));
const policy = 'apply:\n  local: {mode: overwrite_git_wins, drift_gate: fail}\n';
writeFileSync(join(project, 'policy.yaml'), `${policy}state: {mirror: refs/feedback-loop, remote: origin}\n`);
git(project, 'add', '-A');
git(project, 'commit', '--quiet', '-m', 'A project');
git(project, 'push', '--quiet', remote, 'HEAD:main');

const [ann, ben] = [runner('ann'), runner('ben')];
const refOf = (dir: string) => git(dir, 'rev-parse', REF);

describe('the base in Git', () => {
  beforeAll(async () => {
    const first = await ann.run('deploy', 'local');
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
  });

  it('is written after an apply and read by a runner that has nothing of its own', async () => {
    expect(refOf(remote)).toBe(refOf(ann.dir));
    const chart = join(target, 'charts', 'Declared_things_1.yaml');
    writeFileSync(chart, readFileSync(chart, 'utf8').replace('Declared things', 'Renamed by hand'));

    const drift = await ben.run('assets', 'drift', '--env', 'local');
    expect([drift.exitCode, drift.stdout]).toEqual([3, expect.stringContaining('by ann@')]);
    expect(drift.stdout).toContain('slice_name');
    expect(drift.stdout).not.toContain('never applied from here');
    const reverted = await ben.run('assets', 'revert', '--env', 'local', 'Declared things');
    expect(reverted.exitCode, reverted.stderr).toBe(0);
    expect(refOf(remote)).toBe(refOf(ben.dir));
    expect(git(remote, 'log', '--format=%an %s', REF).split('\n')).toEqual([
      expect.stringMatching(/^ben local: 9 objects on dir:/),
      expect.stringMatching(/^ann local: 9 objects on dir:/),
    ]);
    expect((await ann.run('assets', 'plan', '--env', 'local', '--detailed-exitcode')).exitCode).toBe(0);
  });

  it('stays as it is when nothing was applied', async () => {
    const before = refOf(remote);
    expect((await ann.run('deploy', 'local')).exitCode).toBe(0);
    expect(refOf(remote)).toBe(before);
  });

  it('is known to whoever looks for drift, to alerts and to adopt alike: what Git alone changed is nobody else’s change', async () => {
    const { dir, run } = runner('eve');
    const chart = join(dir, 'assets/charts/declared-things.yaml');
    const text = readFileSync(chart, 'utf8').replace('Declared things', 'Renamed in Git');
    writeFileSync(chart, text);
    writeFileSync(join(dir, 'alerts.yaml'), 'rules: [{ name: drift, drift: local }]\n');
    expect((await run('assets', 'drift', '--env', 'local')).stdout).toContain('No drift detected');
    expect((await run('db', 'migrate')).exitCode).toBe(0);
    const checked = await run('alerts', 'check', '--dry-run');
    expect(checked.stdout, checked.stderr).toContain('0 firing');
    const adopted = await run('assets', 'adopt', '--env', 'local', '--dry-run');
    expect(adopted.stdout, adopted.stderr).toContain('Nothing was changed outside Git.');
    expect(readFileSync(chart, 'utf8')).toBe(text);
  });

  it('is asked of the remote once for each look', async () => {
    const trace = join(root, 'trace');
    const env = { PATH: process.env.PATH ?? '', GIT_TRACE: trace };
    const looked = await commandLine(['assets', 'revert', '--env', 'local', 'Declared things', '--dry-run'], {
      cwd: ann.dir,
      env,
    });
    expect(looked.exitCode, looked.stdout + looked.stderr).toBe(0);
    expect(readFileSync(trace, 'utf8').match(/built-in: git ls-remote/g)).toHaveLength(1);
  });

  it('says nothing of another address than the one it was applied to', async () => {
    const { dir, run } = runner('fay');
    cpSync(target, join(root, 'elsewhere'), { recursive: true });
    writeFileSync(join(dir, 'environments/local.yaml'), `target: {dir: ${join(root, 'elsewhere')}}\n`);
    rmSync(join(dir, 'assets/embedded/board.yaml'));
    const verified = await run('assets', 'verify', '--env', 'local');
    expect([verified.stdout, verified.exitCode]).toEqual([expect.stringContaining('holds all 8 assets'), 0]);
  });

  it('is said to be lost when it is gone with the control database, and then nothing is deleted', async () => {
    const copy = join(root, 'lost.git');
    cpSync(remote, copy, { recursive: true });
    git(copy, 'update-ref', '-d', REF);
    git(root, 'clone', '--quiet', copy, 'cleo');
    const plan = await commandLine(['assets', 'plan', '--env', 'local', '--prune'], { cwd: join(root, 'cleo') });
    expect(plan.stdout).toContain('nothing is recorded as applied to this target');
    expect(plan.stdout).toContain('0 to add, 0 to change');
  });

  it('is not overwritten when somebody else wrote it meanwhile', async () => {
    const actor = { owner: 'dan', host: 'here', pid: 1, ciUrl: undefined, gitSha: undefined };
    const mirror = (dir: string, to?: string) =>
      openMirror({ projectDir: dir, env: process.env, ref: REF, remote: to });
    const { at, base } = await mirror(ann.dir, 'origin').read();
    if (!base) throw new Error('there is no base');
    const about = { environment: 'local', actor };
    await mirror(ben.dir, 'origin').read();
    const bens = await mirror(ben.dir, 'origin').write({ ...base, by: 'ben' }, at, about);
    // Ann's clone does not know it yet: the remote refuses, and her ref stays where it was.
    await expect(mirror(ann.dir, 'origin').write({ ...base, by: 'ann' }, at, about)).rejects.toThrow(
      `somebody else wrote ${REF} on origin meanwhile`,
    );
    expect([refOf(ann.dir), refOf(remote)]).toEqual([at, bens]);
    // The same within one clone.
    await expect(mirror(ben.dir).write({ ...base, by: 'x' }, at, about)).rejects.toThrow(
      `somebody else wrote ${REF} meanwhile`,
    );
  });

  describe('while git waits for the remote', () => {
    const waits = join(root, 'waits');
    const go = join(root, 'go');
    mkdirSync(waits);
    // Asks the remote only when somebody lets it: for ten seconds at most.
    const script = `#!/bin/sh\ncase "$1" in ls-remote) n=0; until [ -e '${go}' ]; do n=$((n + 1)); [ $n -gt 200 ] && exit 9; sleep 0.05; done;; esac\nPATH='${process.env.PATH ?? ''}' exec git "$@"\n`;
    writeFileSync(join(waits, 'git'), script, { mode: 0o755 });
    const env = { ...process.env, PATH: `${waits}:${process.env.PATH ?? ''}` };
    beforeEach(() => rmSync(go, { force: true }));

    it('lets the rest go on: a lock must beat', async () => {
      const mirror = openMirror({ projectDir: ann.dir, env, ref: REF, remote: 'origin' });
      const reading = mirror.read();
      writeFileSync(go, '');
      expect((await reading).base?.rows).toHaveLength(9);
    });

    it('can be interrupted', async () => {
      const interrupt = new AbortController();
      const mirror = openMirror({ projectDir: ann.dir, env, ref: REF, remote: 'origin', signal: interrupt.signal });
      const reading = mirror.read();
      interrupt.abort();
      await expect(reading).rejects.toThrow('asking origin for it failed: interrupted');
    });
  });

  it('says what to do when git cannot', async () => {
    const plain = temporaryFolder();
    writeDeclaredProject(plain, 'target: {dir: target}\n');
    writeFileSync(join(plain, 'policy.yaml'), 'state: {mirror: refs/feedback-loop}\n');
    const run = () =>
      commandLine(['assets', 'plan', '--env', 'local'], { cwd: plain, env: { PATH: process.env.PATH ?? '' } });
    const outside = await run();
    expect([outside.exitCode, outside.stderr]).toEqual([
      1,
      expect.stringContaining('Run it in a clone of the project'),
    ]);
    git(plain, 'init', '--quiet');
    writeFileSync(join(plain, 'policy.yaml'), 'state: {mirror: refs/feedback-loop, remote: nowhere}\n');
    expect((await run()).stderr).toContain('git remote -v lists them');
    writeFileSync(join(plain, 'policy.yaml'), 'state: {mirror: main}\n');
    expect((await run()).stderr).toContain('a ref is expected, such as refs/feedback-loop');
  });
});
