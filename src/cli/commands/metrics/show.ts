import { InvalidArgumentError } from 'commander';
import { KPIS, metricOf } from '../../../analyze/catalog.ts';
import { type ComputeOptions, computeMetric } from '../../../analyze/compute.ts';
import type { Dimension } from '../../../model/vocabulary.ts';
import { organizationCalendar } from '../../../analyze/organization-calendar.ts';
import type { MetricResult, MetricValue } from '../../../analyze/result.ts';
import { intervalText, targetText, valueText } from '../../../analyze/value-text.ts';
import type { DefineCommand, Io } from '../../command.ts';
import { dayText, plainTable, verdictText } from './format.ts';
import { withStore } from '../../project-store.ts';
import { addTimes, readDimension } from './options.ts';

interface ShowFlags {
  by?: Dimension;
  compare?: 'previous';
  since?: Date;
  until?: Date;
  json?: boolean;
}

export const defineShow: DefineCommand = (command, io) => {
  addTimes(command, io.now)
    .description('the value of a metric, or of all sixteen KPIs')
    .argument('[metric]', 'name of a metric, see: metrics list')
    .option('--by <dimension>', 'split by team, repository, pattern, environment, model or test', readDimension)
    .option('--compare <time>', 'previous: beside the same length of time before', (text: string) => {
      if (text !== 'previous') throw new InvalidArgumentError('previous is needed.');
      return text;
    })
    .option('--json', 'print the values as JSON')
    .addHelpText('after', '\nExample:\n  $ feedback-loop metrics show --since 30d')
    .action(async (id: string | undefined, flags: ShowFlags) => {
      io.output.json = flags.json ?? false;
      const ids = id === undefined ? KPIS.map((metric) => metric.id) : [id];
      const options: ComputeOptions = { now: io.now() };
      if (flags.since) options.since = flags.since;
      if (flags.until) options.until = flags.until;
      if (flags.compare) options.compare = flags.compare;
      const results = await withStore(io, async (store) => {
        const all: MetricResult[] = [];
        options.calendar = await organizationCalendar(store);
        for (const each of ids) {
          // All sixteen at once are split where they can be.
          const by =
            flags.by && (id !== undefined || metricOf(each).dimensions.includes(flags.by)) ? flags.by : undefined;
          all.push(await computeMetric(store, each, by ? { ...options, by } : options));
        }
        return all;
      });
      const [only] = results;
      io.output.result(id === undefined ? { metrics: results } : only, () =>
        id === undefined ? overview(io, results) : results.map((result) => whole(io, result)).join('\n'),
      );
    });
};

function overview(io: Io, results: readonly MetricResult[]): string {
  const table = plainTable([1, 3]);
  table.push(['', 'value', '95 % interval', 'n', 'target', ''].map((word) => io.output.dim(word)));
  for (const result of results) {
    table.push([...cellsOf(io, result, result.name, result), verdictText(io.output, result.verdict)]);
    for (const group of result.groups ?? []) {
      const [name, ...rest] = cellsOf(io, result, `  ${group.group}`, group);
      table.push([name ?? '', ...rest, verdictText(io.output, group.verdict)]);
    }
  }
  return table.toString();
}

const cellsOf = (io: Io, result: MetricResult, name: string, value: MetricValue): string[] => [
  name,
  io.output.strong(valueText(value.value, result.unit)),
  intervalText(value.interval, result.unit),
  String(value.n),
  result.target ? targetText(result.target, result.unit) : '',
];

/** One metric with everything there is to know about its value. */
function whole(io: Io, result: MetricResult): string {
  const metric = metricOf(result.id);
  const { output } = io;
  const { coverage } = result;
  const lines = [
    `${output.strong(result.name)}  ${output.strong(valueText(result.value, result.unit))}  (${intervalText(result.interval, result.unit)}, n = ${result.n} ${metric.sampleUnit})`,
    result.target
      ? `  target     ${targetText(result.target, result.unit)}: ${verdictText(output, result.verdict)}, ${result.because}`
      : '',
    `  from       ${dayText(result.since)} until ${dayText(result.until)} UTC, data until ${result.freshness.dataUntil ? dayText(result.freshness.dataUntil) : '–'}`,
    `  rows       ${coverage.included} of ${coverage.rows} counted`,
    ...Object.entries(coverage.reasons).map(
      ([reason, n]) => `             ${n} left out: ${metric.exclusions[reason] ?? reason}`,
    ),
    `  means      ${metric.definition}`,
    `  definition version ${result.definitionVersion}; ${metric.method}`,
  ].filter((line) => line !== '');
  const floor = result.details.noiseFloor as { p95: number } | null | undefined;
  if (floor) {
    const noise = result.details.withinNoise ? 'within noise' : 'more than noise';
    lines.push(`  noise      ${noise}: calibrated forecasts would show up to ${floor.p95.toFixed(3)} at this n`);
  }
  if (result.previous) {
    const { previous, change } = result;
    const certain = change?.certain ? 'changed' : 'no certain change';
    lines.push(
      `  before     ${valueText(previous.value, result.unit)} (${intervalText(previous.interval, result.unit)}, n = ${previous.n}): ${change ? certain : 'cannot be compared'}`,
    );
  }
  if (result.groups) {
    const table = plainTable([1, 3]);
    table.push(
      ...result.groups.map((group) => [
        ...cellsOf(io, result, `  ${group.group}`, group).slice(0, 4),
        verdictText(output, group.verdict),
      ]),
    );
    lines.push('', table.toString());
    if (result.hiddenGroups) lines.push(`  ${result.hiddenGroups} not shown: fewer than five people are in it`);
  }
  return lines.join('\n');
}
