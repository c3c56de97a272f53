import { findFindings } from '../../../analyze/findings/find.ts';
import { readMaterial } from '../../../analyze/findings/read-material.ts';
import type { DefineCommand } from '../../command.ts';
import { plainTable } from './format.ts';
import { withStore } from '../../project-store.ts';
import { addTimes } from './options.ts';

interface FindingsFlags {
  since?: Date;
  until?: Date;
  json?: boolean;
}

const DAYS = 90;

export const defineFindings: DefineCommand = (command, io) => {
  addTimes(command, io.now)
    .description('what stands out: patterns that work or decay, over-confidence, bursts, incidents')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
Everything that was tested counts: q is the p-value adjusted for all of it, and only q < 0.05 is listed.

Example:
  $ feedback-loop metrics findings --since 90d`,
    )
    .action(async (flags: FindingsFlags) => {
      io.output.json = flags.json ?? false;
      const until = flags.until ?? io.now();
      const since = flags.since ?? new Date(until.getTime() - DAYS * 86_400_000);
      const material = await withStore(io, (store) => readMaterial(store, { since, until }));
      const found = findFindings(material);
      io.output.result({ since: since.toISOString(), until: until.toISOString(), ...found }, () => {
        const table = plainTable([1]);
        for (const finding of found.findings) {
          const q = finding.q < 0.001 ? '< 0.001' : finding.q.toFixed(3);
          table.push([`${finding.from.slice(0, 10)} … ${finding.to.slice(0, 10)}`, `q ${q}`, finding.text]);
        }
        const head = `${found.findings.length} of ${found.tested} things tested stand out`;
        return found.findings.length > 0 ? `${head}\n${table.toString()}` : head;
      });
    });
};
