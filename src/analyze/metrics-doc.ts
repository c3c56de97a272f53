import { KPIS, METRICS } from './catalog.ts';
import type { MetricDefinition } from './metric.ts';
import { targetText } from './value-text.ts';

const GROUPS: readonly MetricDefinition['group'][] = [
  'Code generation',
  'Patterns',
  'Issues',
  'Audit and compliance',
  'Calibration',
  'Delivery',
];

/** docs/metrics.md: every definition, as the catalogue has it. */
export function metricsDoc(): string {
  return `${[
    '# Metrics',
    '',
    '<!-- Made from src/analyze/metrics by `npm run docs`. Do not edit. -->',
    '',
    'Every number that is published. `feedback-loop metrics show ID` gives its value with n and 95 % interval,',
    '`feedback-loop metrics explain ID` the rows and the SQL behind it. How the intervals are made: [statistics.md](statistics.md).',
    '',
    'A verdict is *met* when the whole interval keeps the target, *missed* when none of it does, otherwise *cannot tell yet*;',
    'also below the minimum sample. No data is no value, never 0.',
    '',
    `The ${KPIS.length} key performance indicators of spec/2 are marked with their target.`,
    '',
    '| metric | target | question |',
    '|---|---|---|',
    ...METRICS.map(
      (metric) =>
        `| [${metric.id}](#${metric.id}) | ${metric.target ? targetText(metric.target, metric.unit) : '–'} | ${metric.question} |`,
    ),
    '',
    ...GROUPS.flatMap((group) => [
      `## ${group}`,
      '',
      ...METRICS.filter((metric) => metric.group === group).flatMap(definitionDoc),
    ]),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

/** One definition as lines of Markdown. */
export function definitionDoc(metric: MetricDefinition): string[] {
  const rows: [string, string][] = [
    ['question', metric.question],
    ['formula', `\`${metric.formula.replaceAll('|', '\\|')}\``],
    ['unit', metric.unit],
    ['better', metric.direction === 'band' ? 'inside the band' : metric.direction],
    ['target', metric.target ? `${targetText(metric.target, metric.unit)} (${metric.targetFrom})` : 'none'],
    ['minimum', `${metric.minimumSample} ${metric.sampleUnit}`],
    ['interval', metric.method],
    ['from', metric.sources.map((source) => `\`${source}\``).join(', ')],
    ['split by', metric.dimensions.join(', ') || 'nothing'],
    ['looks at', `${metric.days} days, when nobody says`],
    ['version', String(metric.version)],
  ];
  const exclusions = Object.entries(metric.exclusions);
  return [
    `### ${metric.id}`,
    '',
    `**${metric.name}.** ${metric.definition}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, text]) => `| ${name} | ${text} |`),
    '',
    ...(exclusions.length > 0
      ? ['Left out:', '', ...exclusions.map(([reason, why]) => `- \`${reason}\`: ${why}`), '']
      : []),
    ...(metric.departs ? [`Departs from its source: ${metric.departs}`, ''] : []),
  ];
}
