import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { CommandResult } from './command-line.ts';

/** A project that declares one of each, and what another person does to its target. */
export interface DeclaredTarget {
  dir: string;
  run: (...argv: string[]) => Promise<CommandResult>;
  /** Gives the role one permission more. */
  widenRole: (permission: string) => Promise<void>;
  /** Changes the condition of the rule. */
  changeRule: (clause: string) => Promise<void>;
  deleteRule: () => Promise<void>;
  /** Who is said to have done it, where the target knows. */
  person: string | undefined;
}

export const ROLE = 'Declared Viewer';
export const RULE = 'Declared rule';

/**
 * The project's files. `target` is the text of environments/local.yaml. Another `word` makes a project that has nothing in
 * common with this one.
 */
export function writeDeclaredProject(dir: string, target: string, word = 'Declared'): void {
  const renamed = (text: string) => text.replaceAll('Declared', word).replaceAll('declared', word.toLowerCase());
  const database = new Sqlite(join(dir, renamed('declared.db')));
  database.exec(renamed('CREATE TABLE declared_things (name TEXT, amount REAL)'));
  database.close();
  const files: Record<string, string> = {
    'policy.yaml': 'apply:\n  local: {mode: overwrite_git_wins, drift_gate: fail}\n',
    'environments/local.yaml': target,
    'assets/databases/declared.yaml': `database_name: Declared\nsqlalchemy_uri: sqlite:///${join(dir, 'declared.db')}\n`,
    'assets/datasets/declared-things.yaml':
      'table_name: declared_things\ndatabase: declared\nschema: main\ncolumns:\n  - {column_name: name, type: TEXT}\n  - {column_name: amount, type: REAL}\nmetrics:\n  - {metric_name: count, expression: COUNT(*)}\n',
    'assets/charts/declared-things.yaml':
      'slice_name: Declared things\nviz_type: table\ndataset: declared-things\nparams: {query_mode: aggregate, groupby: [name], metrics: [count]}\n',
    'assets/dashboards/declared-board.yaml':
      'dashboard_title: Declared board\nslug: declared-board\npublished: true\nlayout:\n  - row: [{chart: declared-things, width: 6}]\n',
    'assets/roles/viewer.yaml': `name: ${ROLE}\npermissions: [can_read on Chart, can_read on Dashboard]\ndatasets: all\n`,
    'assets/rls/rule.yaml': `name: ${RULE}\ndatasets: [declared-things]\nroles: [${ROLE}]\nclause: "name = 'ours'"\n`,
    'assets/reports/weekly.yaml':
      'name: Declared weekly\ndashboard: declared-board\ncrontab: "0 9 * * 1"\nrecipients:\n  - {type: Email, target: team@example.com}\n',
    'assets/reports/alert.yaml':
      'name: Declared alert\ntype: Alert\nchart: declared-things\ndatabase: declared\nsql: SELECT COUNT(*) FROM declared_things\nvalidator: {op: ">", threshold: 5}\ncrontab: "0 * * * *"\nrecipients:\n  - {type: Email, target: team@example.com}\n',
    'assets/embedded/board.yaml': 'dashboard: declared-board\nallowed_domains: [https://intranet.example.com]\n',
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(dir, renamed(path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, renamed(text));
  }
}

/** What holds on every target that roles, rules, reports and embeddings are deployed to. */
export function declaredContract(target: DeclaredTarget): void {
  const { dir, run } = target;
  const text = (path: string) => readFileSync(join(dir, path), 'utf8');
  const nothingToDo = async () => {
    const plan = await run('assets', 'plan', '--env', 'local', '--detailed-exitcode');
    expect([plan.exitCode, plan.stdout]).toEqual([0, expect.stringContaining('0 to add, 0 to change')]);
  };
  const done = async (...argv: string[]) => {
    const result = await run(...argv);
    expect(result.exitCode, result.stdout + result.stderr).toBe(0);
    return result.stdout;
  };

  it('makes what is declared, finds it there, and has nothing to do the second time', async () => {
    const planned = await done('assets', 'plan', '--env', 'local', '--full');
    for (const each of [`role "${ROLE}"`, `rls "${RULE}"`, 'report "Declared weekly"', 'embedded "Declared board"']) {
      expect(planned.replaceAll(/ +/g, ' ')).toContain(each);
    }
    await done('deploy', 'local');
    await done('assets', 'verify', '--env', 'local');
    await nothingToDo();
  });

  it('names what another person changed, and puts Git back', async () => {
    await target.widenRole('can_write on Chart');
    await target.changeRule('1 = 1');
    const drift = await run('assets', 'drift', '--env', 'local');
    expect(drift.exitCode).toBe(3);
    expect(drift.stdout).toContain('permissions.can_write on Chart');
    expect(drift.stdout).toContain(`"name = 'ours'" -> "1 = 1"`);
    if (target.person !== undefined) expect(drift.stdout).toContain(target.person);
    await done('assets', 'revert', '--env', 'local', `role:${ROLE}`, `rls:${RULE}`);
    await nothingToDo();
  });

  it('adopts what is live into the template', async () => {
    await target.changeRule("name = 'theirs'");
    await done('assets', 'adopt', '--env', 'local');
    expect(text('assets/rls/rule.yaml')).toContain("clause: name = 'theirs'");
    expect(text('assets/rls/rule.yaml')).toContain('- declared-things');
    await nothingToDo();
  });

  it('makes again what was deleted, when it is named', async () => {
    await target.deleteRule();
    const stopped = await run('deploy', 'local');
    expect([stopped.exitCode, stopped.stdout]).toEqual([3, expect.stringContaining('1 deleted outside Git')]);
    await done('assets', 'revert', '--env', 'local', `rls:${RULE}`);
    await nothingToDo();
  });

  it('changes what Git changes, element by element', async () => {
    const path = join(dir, 'assets/roles/viewer.yaml');
    writeFileSync(path, `${text('assets/roles/viewer.yaml')}databases: [declared]\n`);
    const planned = await done('assets', 'plan', '--env', 'local');
    expect(planned).toMatch(/databases\."Declared"\s+added/);
    await done('deploy', 'local');
    await nothingToDo();
  });

  it('deletes what Git no longer has, and brings it back', async () => {
    const kept = ['assets/reports/weekly.yaml', 'assets/embedded/board.yaml'].map(
      (path) => [path, text(path)] as const,
    );
    for (const [path] of kept) rmSync(join(dir, path));
    await done('assets', 'prune', '--env', 'local', '--yes');
    for (const [path, before] of kept) writeFileSync(join(dir, path), before);
    const planned = await done('assets', 'plan', '--env', 'local');
    expect(planned).toContain('2 to add');
    await done('assets', 'rollback', '--env', 'local');
    await done('assets', 'verify', '--env', 'local');
  });

  it('refuses a rule for a role that nobody has, before anything is written', async () => {
    const path = join(dir, 'assets/rls/rule.yaml');
    const before = text('assets/rls/rule.yaml');
    writeFileSync(path, before.replace(ROLE, 'Nobody'));
    const refused = await run('deploy', 'local');
    expect([refused.exitCode, refused.stdout]).toEqual([
      5,
      expect.stringContaining(`rls "${RULE}" names the role "Nobody", which is neither on the target nor declared`),
    ]);
    writeFileSync(path, before);
    await nothingToDo();
  });
}
