import { loadConfig } from '../../../config/config.ts';
import { findObject, impactOf } from '../../../superset/impact/impact.ts';
import { objectSet } from '../../../superset/normalise/normalise.ts';
import { impactText } from '../../../superset/render/impact-text.ts';
import { bundleOf } from '../../bundle-of.ts';
import type { DefineCommand } from '../../command.ts';

export const define: DefineCommand = (command, io) => {
  command
    .argument('<object>', 'a name, a UUID, a slug, chart:NAME, or DATASET.COLUMN')
    .option('--env <name>', 'environment to compile for (default: the first one)')
    .option('--bundle <path>', 'look into this bundle folder or export ZIP instead of the project')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  feedback-loop assets impact v_bugs\n  feedback-loop assets impact v_bugs.repository\n  feedback-loop assets impact dashboard:code-quality',
    )
    .action(async (wanted: string, options: { env?: string; bundle?: string; json?: boolean }) => {
      io.output.json = options.json ?? false;
      const set = objectSet(await bundleOf(io, loadConfig({ cwd: io.cwd, env: io.env }), options));
      const { entry, member } = findObject(set, wanted);
      const impact = impactOf(set, entry, member);
      io.output.result(impact, () => impactText(impact, io.output));
    });
};
