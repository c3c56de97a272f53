import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { loadConfig } from '../../../config/config.ts';
import { type Compiled, compileProject } from '../../../superset/compile/compile.ts';
import { hasErrors } from '../../../superset/finding.ts';
import type { DefineCommand } from '../../command.ts';
import { findingsText } from './findings-text.ts';

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--env <name>', 'environment to compile for: environments/NAME.yaml')
    .option('--out <folder>', 'folder to write into (default: bundles/ENV)')
    .option('--dry-run', 'write nothing, only say what would be written')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  feedback-loop assets compile --env local')
    .action((options: { env: string; out?: string; dryRun?: boolean; json?: boolean }) => {
      io.output.json = options.json ?? false;
      const config = loadConfig({ cwd: io.cwd, env: io.env });
      const compiled = compileProject({ projectDir: config.projectDir, environment: options.env, env: config.env });
      const folder =
        options.out === undefined ? join(config.projectDir, 'bundles', options.env) : join(io.cwd, options.out);
      const failed = hasErrors(compiled.findings);
      if (!failed && !options.dryRun) writeBundle(folder, compiled);
      if (failed) io.output.exit('invalid');
      const assets = compiled.files.length - 1;
      io.output.result(
        {
          environment: options.env,
          folder,
          written: !failed && !options.dryRun,
          files: compiled.files.map(({ text: _text, ...file }) => file),
          findings: compiled.findings,
        },
        () =>
          [
            ...(compiled.findings.length > 0 ? [findingsText(compiled.findings, io.output)] : []),
            failed
              ? `${io.output.bad('✗')} Compilation failed; nothing was written`
              : assets === 0
                ? `${io.output.good('✅')} Nothing to compile: there are no templates in assets/ yet`
                : `${io.output.good('✅')} Compilation complete: ${assets} assets in ${relative(io.cwd, folder) || folder}`,
          ].join('\n'),
      );
    });
};

/** Writes the files and removes YAML files of an earlier compilation that are no longer part of the bundle. */
export function writeBundle(folder: string, compiled: Pick<Compiled, 'files'>): void {
  const wanted = new Set(compiled.files.map((file) => file.path));
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = name.replaceAll('\\', '/');
    if (/^(databases|datasets|charts|dashboards)\/.*\.yaml$/.test(path) && !wanted.has(path)) {
      rmSync(join(folder, path));
      removeIfEmpty(dirname(join(folder, path)));
    }
  }
  for (const file of compiled.files) {
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), file.text);
  }
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
