import { resolve } from 'node:path';
import { join } from 'node:path';
import { type StarterReport, syncStarter } from '../../config/starter.ts';
import { packageRoot, packageVersion } from '../../util/package-root.ts';
import type { DefineCommand, Io } from '../command.ts';

export const define: DefineCommand = (command, io) => {
  command
    .argument('[dir]', 'folder of the project', '.')
    .option('--empty', 'without our dashboards and example SQL: for a Superset whose own are taken over')
    .option('--json', 'one JSON document on stdout')
    .option('--diff', 'show the differences of files that you changed')
    .addHelpText(
      'after',
      '\nExamples:\n  feedback-loop init my-metrics\n  feedback-loop init our-superset --empty\n\nRun again after an upgrade: files you did not touch are renewed, yours are kept.',
    )
    .action((dir: string, options: { empty?: boolean; json?: boolean; diff?: boolean }) => {
      io.output.json = Boolean(options.json);
      const report = initProject(dir, io, options.empty ?? false);
      io.output.result(report, () => describeInit(report, io, Boolean(options.diff)));
    });
};

/** `empty` leaves out what is ours: the assets, and the SQL of spec/4's examples. */
export const initProject = (dir: string, io: Io, empty = false): StarterReport =>
  syncStarter({
    from: join(packageRoot(), 'starter'),
    to: resolve(io.cwd, dir),
    version: packageVersion(),
    ...(empty ? { without: (path) => /^(assets|db)\//.test(path) } : {}),
  });

/** What happened to the project's files, in a few lines. */
export function describeInit(report: StarterReport, io: Io, withDiff: boolean): string {
  const { good, warn, dim } = io.output;
  const lines = [`${good('✓')} project ${report.projectDir}`];
  const counts = [
    [report.created.length, 'new'],
    [report.updated.length, 'renewed'],
    [report.unchanged, 'unchanged'],
  ] as const;
  lines.push(
    dim(
      `  files: ${counts
        .filter(([count]) => count > 0)
        .map(([count, what]) => `${count} ${what}`)
        .join(', ')}`,
    ),
  );
  for (const { path, diff } of report.kept) {
    lines.push(`${warn('!')} ${path}: you changed it, so it was kept; this version would give another text`);
    if (withDiff) lines.push(diff.trimEnd());
  }
  if (report.kept.length > 0 && !withDiff) lines.push(dim('  see the differences: feedback-loop init --diff'));
  return lines.join('\n');
}
