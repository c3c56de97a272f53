import { objectSet } from '../../../superset/normalise/normalise.ts';
import { readLive } from '../../../superset/read/read-live.ts';
import { recordedBase } from '../../../superset/state/recorded-base.ts';
import { discrepancies, discrepancyLines } from '../../../superset/verify/verify.ts';
import type { DefineCommand } from '../../command.ts';
import { withReader } from './with-target.ts';

export const define: DefineCommand = (command, io) => {
  command
    .requiredOption('--env <name>', 'environment to look at: environments/NAME.yaml')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nReads everything back and compares it with Git, whatever was applied before. Reads only.\n\nExample:\n  feedback-loop assets verify --env local',
    )
    .action((options: { env: string; json?: boolean }) =>
      withReader(io, options, async ({ project, target, store }) => {
        const objects = objectSet(project.compiled.bundle, target.version);
        const { environment, mirror } = project;
        const { base } = await recordedBase({ store, mirror, environment, target });
        const wanted = [...objects.values(), ...(base?.objects.values() ?? [])];
        const live = await readLive(target, { lists: false, wanted });
        const gone = [...(base?.objects.keys() ?? [])].filter((uuid) => !objects.has(uuid));
        const wrong = discrepancies(objects, live.objects, objects.keys(), gone);
        if (wrong.length > 0) io.output.exit('drift');
        const document = { env: options.env, target: target.address, objects: objects.size, discrepancies: wrong };
        io.output.result(document, () =>
          wrong.length === 0
            ? `✅ ${target.address} holds all ${objects.size} assets as Git has them`
            : [...discrepancyLines(wrong), `❌ ${wrong.length} of ${objects.size} assets differ`].join('\n'),
        );
      }),
    );
};
