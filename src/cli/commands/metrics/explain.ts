import { InvalidArgumentError } from 'commander';
import { type ExplainOptions, explainMetric } from '../../../analyze/explain.ts';
import { intervalText, valueText } from '../../../analyze/value-text.ts';
import type { DefineCommand } from '../../command.ts';
import { dayText, plainTable } from './format.ts';
import { withStore } from '../../project-store.ts';
import { addTimes } from './options.ts';

interface ExplainFlags {
  since?: Date;
  until?: Date;
  limit: number;
  offset: number;
  only?: 'included' | 'excluded';
  json?: boolean;
}

export const defineExplain: DefineCommand = (command, io) => {
  addTimes(command, io.now)
    .description('the rows behind a value, those left out with the reason, and the SQL')
    .argument('<metric>', 'name of a metric, see: metrics list')
    .option('--limit <number>', 'rows to list', count, 20)
    .option('--offset <number>', 'rows to skip', count, 0)
    .option('--only <rows>', 'included or excluded', (text: string) => {
      if (text !== 'included' && text !== 'excluded') throw new InvalidArgumentError('included or excluded is needed.');
      return text;
    })
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop metrics explain generation-success-rate --only excluded')
    .action(async (id: string, flags: ExplainFlags) => {
      io.output.json = flags.json ?? false;
      const { since, until, only, limit, offset } = flags;
      const options: ExplainOptions = { now: io.now(), limit, offset };
      if (since) options.since = since;
      if (until) options.until = until;
      if (only) options.only = only;
      const explained = await withStore(io, (store) => explainMetric(store, id, options));
      const { definition, result, rows, total } = explained;
      io.output.result(explained, () => {
        const table = plainTable();
        for (const row of rows) {
          const figures = [row.value, row.k, row.n].filter((each) => each !== null).join(' / ');
          const why = row.included ? 'counted' : `left out: ${definition.exclusions[row.reason ?? ''] ?? row.reason}`;
          table.push([dayText(row.at), `${row.table} ${row.id}`, figures, row.label ?? '', why]);
        }
        return [
          `${io.output.strong(result.name)}  ${valueText(result.value, result.unit)}  (${intervalText(result.interval, result.unit)}, n = ${result.n})`,
          `  ${definition.definition}`,
          `  ${definition.formula}`,
          ...(definition.departs ? [`  ${definition.departs}`] : []),
          '',
          io.output.dim(explained.sql),
          '',
          `${total} rows, ${rows.length} listed${explained.offset > 0 ? ` from ${explained.offset}` : ''}:`,
          table.toString(),
        ].join('\n');
      });
    });
};

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('A whole number is needed.');
  return value;
}
