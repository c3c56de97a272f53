import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { makePlan } from '../../src/superset/plan/plan.ts';
import { temporaryFolder } from '../support/databases.ts';
import { writeDeclaredProject } from '../support/declared-contract.ts';

function compiled(files: Record<string, string> = {}) {
  const projectDir = temporaryFolder();
  writeDeclaredProject(projectDir, '');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(projectDir, path)), { recursive: true });
    writeFileSync(join(projectDir, path), text);
  }
  return compileProject({ projectDir, environment: 'local', env: {} });
}
const mistakes = (path: string, text: string) =>
  compiled({ [path]: text }).findings.map(({ message, where, hint }) => [
    `${where.file}:${where.line}:${where.column} ${message}`,
    hint,
  ]);

describe('what is declared', () => {
  it('is compiled into files of the bundle, in folders that Superset skips', () => {
    const { files, findings } = compiled();
    expect(findings).toEqual([]);
    const paths = files.map((file) => file.path).filter((path) => /^(roles|rls|reports|embedded)/.test(path));
    expect(paths).toEqual([
      'roles/Declared_Viewer.yaml',
      'rls/Declared_rule.yaml',
      'reports/Declared_alert.yaml',
      'reports/Declared_weekly.yaml',
      'embedded/Declared_board.yaml',
    ]);
    expect(compiled().files.map((file) => file.text)).toHaveLength(files.length);
  });

  it('is refused with place and nearest spelling when a key, a value or a reference is wrong', () => {
    expect(mistakes('assets/rls/rule.yaml', 'name: R\ndatasets: [declared-things]\nclauze: a = 1\n')).toEqual([
      ['assets/rls/rule.yaml:1:1 clause is missing', expect.any(String)],
      ['assets/rls/rule.yaml:3:1 clauze is not known', 'Did you mean clause?'],
    ]);
    expect(mistakes('assets/rls/rule.yaml', 'name: R\ndatasets: [declared-thing]\nclause: a = 1\n')).toEqual([
      ['assets/rls/rule.yaml:2:12 there is no dataset declared-thing', 'Did you mean declared-things?'],
    ]);
    expect(mistakes('assets/roles/viewer.yaml', 'name: V\npermissions: [chart reading]\n')).toEqual([
      [expect.stringMatching(/^assets\/roles\/viewer.yaml:2:15 .*can_read on Chart/), expect.any(String)],
    ]);
    expect(mistakes('assets/roles/viewer.yaml', 'name: Gamma\npermissions: [can_read on Chart]\n')).toEqual([
      [
        'assets/roles/viewer.yaml:1:7 Gamma is a role of Superset itself, which sets it up again at each upgrade',
        expect.any(String),
      ],
    ]);
    expect(mistakes('assets/roles/other.yaml', 'name: Declared Viewer\ndatasets: all\n')).toEqual([
      [
        'assets/roles/viewer.yaml:1:7 assets/roles/viewer.yaml and assets/roles/other.yaml declare the same role',
        'Remove one of them.',
      ],
    ]);
    const alert =
      'name: A\ntype: Alert\ndashboard: declared-board\ncrontab: "0 9 * * *"\nrecipients: [{type: Email, target: a@b.org}]\n';
    expect(mistakes('assets/reports/alert.yaml', alert).map(([text]) => text)).toEqual(
      ['database', 'sql', 'validator'].map((key) => `assets/reports/alert.yaml:2:7 type: an alert needs ${key}`),
    );
  });
});

describe('a plan for a target that lacks something', () => {
  const desired = objectSet(compiled().bundle);
  const plan = (abilities: { roles: string[]; lacking: Record<string, string> }) =>
    makePlan({
      desired,
      base: undefined,
      live: new Map(),
      policy: { mode: 'overwrite_git_wins', driftGate: 'warn', prune: false },
      meta: { environment: 'local', target: 't', supersetVersion: '6.1.0', now: '2026-11-21T12:00:00Z', abilities },
    });

  it('names each object and what it needs, and stops', () => {
    const lacking = { report: 'the feature flag ALERT_REPORTS', embedded: 'the feature flag EMBEDDED_SUPERSET' };
    const { problems, gate } = plan({ roles: [], lacking });
    expect(problems.map((each) => each.message)).toEqual([
      'report "Declared alert" cannot be deployed: the target has the feature flag ALERT_REPORTS off',
      'report "Declared weekly" cannot be deployed: the target has the feature flag ALERT_REPORTS off',
      'embedded "Declared board" cannot be deployed: the target has the feature flag EMBEDDED_SUPERSET off',
    ]);
    expect(gate).toMatchObject({ status: 'fail', exit: 'invalid' });
    expect(plan({ roles: [], lacking: {} }).problems).toEqual([]);
  });
});
