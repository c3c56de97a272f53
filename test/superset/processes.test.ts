import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { temporaryFolder } from '../support/databases.ts';
import { writeDeclaredProject } from '../support/declared-contract.ts';

const PROGRAM = resolve(import.meta.dirname, '../../dist/src/cli/bin.js');

interface Process {
  parent: number;
  command: string;
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It has ended meanwhile.
    return '';
  }
};

/** Every process of this machine, as `ps` and /proc show it. */
function processes(): Map<number, Process> {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(
    numbers.map((name) => {
      const parent = Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${name}/status`))?.[1] ?? 0);
      return [Number(name), { parent, command: textOf(`/proc/${name}/cmdline`) }];
    }),
  );
}

describe.runIf(process.platform === 'linux')('while a deployment runs', () => {
  it('no process shows a secret on its command line, and none of its children is given one', async () => {
    const dir = temporaryFolder();
    writeDeclaredProject(dir, '', 'Watched');
    writeFileSync(join(dir, 'policy.yaml'), 'state: {mirror: refs/feedback-loop}\n');
    for (const args of [
      ['init', '--quiet'],
      ['-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '--allow-empty', '-qm', 'x'],
    ]) {
      expect(spawnSync('git', args, { cwd: dir }).status).toBe(0);
    }
    // Git is done in milliseconds: this one can be seen.
    const slow = join(dir, 'bin');
    mkdirSync(slow);
    const git = spawnSync('which', ['git'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(join(slow, 'git'), `#!/bin/sh\nsleep 0.5\nexec ${git} "$@"\n`, { mode: 0o755 });
    const { url, username, password } = inject('superset');
    const secrets = [password, ['a', 'known', 'secret'].join('-')];
    const child = spawn(process.execPath, [PROGRAM, 'deploy', 'local'], {
      cwd: dir,
      env: {
        PATH: `${slow}:${process.env.PATH}`,
        SUPERSET_URL: url,
        SUPERSET_USERNAME: username,
        SUPERSET_PASSWORD: password,
        WAREHOUSE_PASSWORD: secrets[1],
      },
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    const seen = new Set<string>();
    const shown: string[] = [];
    const look = () => {
      const all = processes();
      const ours = (pid: number): boolean => {
        const parent = all.get(pid)?.parent;
        return parent !== undefined && parent > 1 && (parent === child.pid || ours(parent));
      };
      for (const [pid, each] of all) {
        const holds = (text: string) => secrets.some((secret) => secret !== undefined && text.includes(secret));
        if (holds(each.command)) shown.push(`command line: ${each.command}`);
        if (!ours(pid)) continue;
        seen.add(each.command.split(' ').slice(0, 3).join(' '));
        if (holds(textOf(`/proc/${pid}/environ`))) shown.push(`environment: ${each.command}`);
      }
    };
    const timer = setInterval(look, 5);
    const code = await new Promise<number | null>((done) => child.on('exit', done));
    clearInterval(timer);
    expect(code, output).toBe(0);
    expect(shown).toEqual([]);
    // It did start some: git, and those that ask the database.
    expect(
      [...seen].some((each) => /git|child/.test(each)),
      [...seen].join('; '),
    ).toBe(true);
    for (const secret of secrets) expect(output).not.toContain(secret);
  });
});
