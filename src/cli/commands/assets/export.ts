import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Failure } from '../../../errors.ts';
import { ASSET_KINDS, type AssetKind } from '../../../model/assets.ts';
import { bundleFiles } from '../../../superset/compile/bundle-files.ts';
import { chooseAssets } from '../../../superset/read/choose-assets.ts';
import { portable } from '../../../superset/read/portable.ts';
import type { DefineCommand } from '../../command.ts';
import { writeBundle } from './compile.ts';
import { withReader } from './with-target.ts';

interface Options {
  env: string;
  out?: string;
  kind?: string[];
  dashboard?: string[];
  tag?: string[];
  dryRun?: boolean;
  json?: boolean;
}

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--env <name>', 'environment to export from: environments/NAME.yaml')
    .option('--out <folder>', 'folder to write into (default: export.dir of policy.yaml, superset_assets)')
    .option('--kind <kinds...>', `only these: ${ASSET_KINDS.join(', ')}`)
    .option('--dashboard <names...>', 'only these dashboards (slug, title or UUID) with all they show')
    .option('--tag <tags...>', 'only what has one of these tags, with all it hangs on')
    .option('--dry-run', 'only say what would be written')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nThe files have stable names and an order of their own, no numbers of that server, and masked secrets: export twice and\nGit shows only what was changed.\n\nExamples:\n  feedback-loop assets export --env local\n  feedback-loop assets export --env local --dashboard code-quality --out exports/code-quality',
    )
    .action((options: Options) =>
      withReader(io, options, async ({ config, project, target }) => {
        const folder =
          options.out === undefined ? join(config.projectDir, project.policy.export.dir) : resolve(io.cwd, options.out);
        requireOwnFolder(folder);
        io.output.progress(`Exporting ${target.address} …`);
        const choice = { kinds: kindsOf(options.kind), dashboards: options.dashboard, tags: options.tag };
        const bundle = portable(chooseAssets(await target.export(), choice));
        const files = bundleFiles(bundle, new Map());
        if (!options.dryRun) writeBundle(folder, { files });
        io.output.progress('');
        const document = {
          env: options.env,
          target: target.address,
          format: project.policy.export.format,
          folder,
          written: !options.dryRun,
          files: files.map((file) => file.path),
        };
        const where = relative(io.cwd, folder) || folder;
        io.output.result(document, () =>
          options.dryRun
            ? files.map((file) => `would write ${join(where, file.path)}`).join('\n')
            : `✅ Export complete: ${files.length - 1} assets in ${where}`,
        );
      }),
    );
};

/** @throws Failure USAGE */
function kindsOf(words: string[] | undefined): AssetKind[] | undefined {
  return words?.map((word) => {
    const kind = ASSET_KINDS.find((each) => each === word.replace(/s$/, ''));
    if (kind) return kind;
    throw new Failure('USAGE', `there is no kind ${word}`, { hint: `Kinds: ${ASSET_KINDS.join(', ')}` });
  });
}

/** Files of an earlier export are replaced; a folder that holds something else is not touched. @throws Failure USAGE */
function requireOwnFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const own = new Set(['metadata.yaml', 'databases', 'datasets', 'charts', 'dashboards']);
  const strange = readdirSync(folder).filter((name) => !own.has(name) && !name.startsWith('.'));
  if (strange.length === 0) return;
  throw new Failure('USAGE', `${folder} holds something else than an export: ${strange.slice(0, 3).join(', ')}`, {
    hint: 'Name another folder with --out.',
  });
}
