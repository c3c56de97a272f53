import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { KPIS, METRICS, metricOf } from '../../analyze/catalog.ts';
import { type ComputeOptions, computeMetric } from '../../analyze/compute.ts';
import { explainMetric } from '../../analyze/explain.ts';
import type { MetricDefinition } from '../../analyze/metric.ts';
import { DIMENSIONS } from '../../model/vocabulary.ts';
import type { MetricResult, MetricValue } from '../../analyze/result.ts';
import { intervalText, targetText, valueText } from '../../analyze/value-text.ts';
import type { ServerContext } from '../server-context.ts';
import { linesOf, readTool, timeOf } from './read-tool.ts';

const metricName = z.string().max(100).describe('Id of a metric, as list_metrics gives it');
const since = z.string().max(50).optional().describe('2026-01-31, ISO 8601, or a length before now such as 30d or 12w');
const until = z.string().max(50).optional().describe('As since; default: now');

const interval = z.object({ low: z.number(), high: z.number() }).nullable().describe('95 % interval');
const value = {
  value: z.number().nullable().describe('null: there are no data. Never 0 for that'),
  n: z.number().describe('Units that the value stands on'),
  interval,
  verdict: z.enum(['met', 'missed', 'cannot tell yet']).nullable().describe('Judged by the interval; null: no target'),
  because: z.string().describe('Why this verdict'),
  coverage: z.object({
    rows: z.number(),
    included: z.number(),
    excluded: z.number(),
    share: z.number().nullable().describe('Share of the rows that could be counted'),
    reasons: z.record(z.string(), z.number()).describe('Rows left out, by reason'),
  }),
};

const result = z.object({
  metric: z.string(),
  name: z.string(),
  unit: z.string(),
  sampleUnit: z.string(),
  better: z.enum(['higher', 'lower', 'band']),
  target: z.string().nullable(),
  definition: z.string(),
  definitionVersion: z.number(),
  since: z.string(),
  until: z.string(),
  dataUntil: z.string().nullable().describe('Until when there are data; null: none'),
  ...value,
  by: z.string().optional(),
  groups: z.array(z.object({ group: z.string(), ...value })).optional(),
  hiddenGroups: z.number().optional().describe('Groups of fewer than five people, which are never shown'),
  previous: z
    .object({ since: z.string(), until: z.string(), value: z.number().nullable(), n: z.number(), interval })
    .optional(),
  change: z
    .object({ difference: z.number(), certain: z.boolean().describe('Whether the intervals say that it changed') })
    .nullable()
    .optional(),
});

const valueOf = ({ value: number, n, interval: ends, verdict, because, coverage }: MetricValue) => ({
  value: number,
  n,
  interval: ends && { low: ends.low, high: ends.high },
  verdict,
  because,
  coverage,
});

function resultOf(metric: MetricDefinition, from: MetricResult): z.output<typeof result> {
  const { by, groups, hiddenGroups, previous, change } = from;
  return {
    metric: metric.id,
    name: metric.name,
    unit: metric.unit,
    sampleUnit: metric.sampleUnit,
    better: metric.direction,
    target: metric.target && targetText(metric.target, metric.unit),
    definition: metric.definition,
    definitionVersion: from.definitionVersion,
    since: from.since,
    until: from.until,
    dataUntil: from.freshness.dataUntil,
    ...valueOf(from),
    ...(by ? { by } : {}),
    ...(groups ? { groups: groups.map((group) => ({ group: group.group, ...valueOf(group) })) } : {}),
    ...(hiddenGroups === undefined ? {} : { hiddenGroups }),
    ...(previous ? { previous } : {}),
    ...(change === undefined ? {} : { change }),
  };
}

const figure = (metric: MetricDefinition, of: Pick<MetricValue, 'value' | 'interval' | 'n'>): string =>
  of.value === null
    ? `no value (n = ${of.n} ${metric.sampleUnit})`
    : `${valueText(of.value, metric.unit)} (95 % interval: ${intervalText(of.interval, metric.unit)}; n = ${of.n} ${metric.sampleUnit})`;

function sentences(metric: MetricDefinition, from: MetricResult): string {
  const verdict = from.verdict
    ? `Target ${metric.target ? targetText(metric.target, metric.unit) : ''}: ${from.verdict}, ${from.because}.`
    : 'There is no target.';
  return [
    `${metric.name}: ${figure(metric, from)}. ${verdict}`,
    `${from.since.slice(0, 10)} to ${from.until.slice(0, 10)}; data until ${from.freshness.dataUntil ?? 'never'}; ${from.coverage.included} of ${from.coverage.rows} rows counted.`,
    `Definition (version ${from.definitionVersion}): ${metric.definition}`,
    ...(from.groups ?? []).map(
      (group) => `- ${group.group}: ${figure(metric, group)}${group.verdict ? `, ${group.verdict}` : ''}`,
    ),
    ...(from.hiddenGroups ? [`${from.hiddenGroups} groups of fewer than five people are not shown.`] : []),
    ...(from.previous
      ? [`Before: ${figure(metric, from.previous)}; ${from.change?.certain ? 'it changed' : 'no certain change'}.`]
      : []),
  ].join('\n');
}

/** list_metrics, get_metric, explain_metric. */
export function metricTools(server: McpServer, { store, now }: ServerContext): void {
  const times = (given: { since?: string | undefined; until?: string | undefined }): ComputeOptions => {
    const options: ComputeOptions = { now: now() };
    const [from, to] = [timeOf('since', given.since, options.now), timeOf('until', given.until, options.now)];
    if (from) options.since = from;
    if (to) options.until = to;
    return options;
  };

  readTool(server, {
    name: 'list_metrics',
    title: 'List metrics',
    description: 'Every metric that can be asked for, with its question, unit and target. Values: get_metric.',
    input: z.object({}),
    output: z.object({
      metrics: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          kpi: z.boolean().describe('One of the sixteen key performance indicators'),
          group: z.string(),
          question: z.string(),
          unit: z.string(),
          better: z.enum(['higher', 'lower', 'band']),
          target: z.string().nullable(),
          definitionVersion: z.number(),
          dimensions: z.array(z.string()).describe('What it can be split by'),
        }),
      ),
    }),
    answer: async () => {
      const metrics = METRICS.map((metric) => ({
        id: metric.id,
        name: metric.name,
        kpi: KPIS.includes(metric),
        group: metric.group,
        question: metric.question,
        unit: metric.unit,
        better: metric.direction,
        target: metric.target && targetText(metric.target, metric.unit),
        definitionVersion: metric.version,
        dimensions: [...metric.dimensions],
      }));
      return { data: { metrics }, text: linesOf(['id', 'unit', 'target', 'question'], metrics) };
    },
  });

  readTool(server, {
    name: 'get_metric',
    title: 'Value of a metric',
    description:
      'The value with n, 95 % interval, target, verdict, definition, and until when the data reach. A value of null means no data; "cannot tell yet" means too few data, not failure. There are no figures of persons.',
    input: z.object({
      metric: metricName,
      since,
      until,
      by: z.enum(DIMENSIONS).optional().describe('Split by this; which are possible: list_metrics'),
      compare: z.literal('previous').optional().describe('Also the same length of time just before'),
    }),
    output: result,
    answer: async (given) => {
      const metric = metricOf(given.metric);
      const options = times(given);
      if (given.by) options.by = given.by;
      if (given.compare) options.compare = given.compare;
      const computed = await computeMetric(store, metric.id, options);
      return { data: resultOf(metric, computed), text: sentences(metric, computed) };
    },
  });

  readTool(server, {
    name: 'explain_metric',
    title: 'Rows behind a metric',
    description:
      'How a value came about: its SQL, how many rows were counted and left out and why, and the newest rows.',
    input: z.object({
      metric: metricName,
      since,
      until,
      only: z.enum(['included', 'excluded']).optional(),
      limit: z.int().min(1).max(100).default(20),
      offset: z.int().min(0).max(1_000_000).default(0),
    }),
    output: z.object({
      result,
      formula: z.string(),
      method: z.string().describe('How the interval is made'),
      exclusions: z.record(z.string(), z.string()).describe('Reason -> why such rows are left out'),
      sql: z.string(),
      total: z.number(),
      rows: z.array(
        z.object({
          table: z.string(),
          id: z.number(),
          at: z.string(),
          label: z.string().nullable(),
          value: z.number().nullable(),
          k: z.number().nullable(),
          n: z.number().nullable(),
          item: z.string().nullable(),
          included: z.boolean(),
          reason: z.string().nullable(),
        }),
      ),
    }),
    answer: async (given) => {
      const metric = metricOf(given.metric);
      const explained = await explainMetric(store, metric.id, {
        ...times(given),
        limit: given.limit,
        offset: given.offset,
        ...(given.only ? { only: given.only } : {}),
      });
      const { sql, total, rows } = explained;
      const text = [
        sentences(metric, explained.result),
        `${metric.formula}. ${metric.method}.`,
        ...Object.entries(explained.result.coverage.reasons).map(
          ([reason, count]) => `${count} left out: ${metric.exclusions[reason] ?? reason}`,
        ),
        sql,
        `${total} rows, ${rows.length} listed:`,
        linesOf(['at', 'table', 'id', 'label', 'k', 'n', 'value', 'included', 'reason'], rows),
      ].join('\n');
      const data = {
        result: resultOf(metric, explained.result),
        formula: metric.formula,
        method: metric.method,
        exclusions: { ...metric.exclusions },
        sql,
        total,
        rows,
      };
      return { data, text };
    },
  });
}
