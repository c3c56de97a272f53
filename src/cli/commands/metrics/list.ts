import { METRICS } from '../../../analyze/catalog.ts';
import { metricText } from '../../../analyze/compute.ts';
import { targetText } from '../../../analyze/value-text.ts';
import type { DefineCommand } from '../../command.ts';
import { plainTable } from './format.ts';

export const defineList: DefineCommand = (command, io) => {
  command
    .description('every metric with its question, unit and target')
    .option('--json', 'print the definitions as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop metrics list')
    .action((flags: { json?: boolean }) => {
      io.output.json = flags.json ?? false;
      io.output.result({ metrics: METRICS.map(metricText) }, () => {
        const table = plainTable();
        let group = '';
        for (const metric of METRICS.toSorted((left, right) =>
          left.group < right.group ? -1 : left.group > right.group ? 1 : 0,
        )) {
          if (metric.group !== group) table.push([{ content: io.output.strong(metric.group), colSpan: 3 }]);
          group = metric.group;
          table.push([`  ${metric.id}`, metric.target ? targetText(metric.target, metric.unit) : '–', metric.question]);
        }
        return table.toString();
      });
    });
};
