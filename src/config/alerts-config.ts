import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../errors.ts';
import type { AlertRule } from '../model/alerts.ts';
import { EVENT_KINDS } from '../model/kinds.ts';
import { ALERT_SEVERITIES, DIMENSIONS } from '../model/vocabulary.ts';
import { checkedYaml } from './checked-yaml.ts';
import { readInterval } from './sync-config.ts';

const ALERTS_FILE = 'alerts.yaml';

const length = (most: string) =>
  z.string().regex(/^\d+(m|h|d)$/, `a length such as 30m, 26h or 7d is expected, ${most} at most`);

const common = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'a name is written in small letters, digits and -')
    .describe('Name of the rule'),
  severity: z.enum(ALERT_SEVERITIES).default('high').describe('How bad it is'),
  action: z.string().max(500).optional().describe('What to do about it; said with the alert'),
};

const number = z.number().describe('In the unit of the metric; a share is between 0 and 1');

const rule = z.union([
  z
    .strictObject({
      ...common,
      metric: z.string().describe('Fires when the target of this metric is missed for certain; see docs/metrics.md'),
      by: z.enum(DIMENSIONS).optional().describe('One alert per group; teams of fewer than five people have none'),
      days: z.int().min(1).max(366).optional().describe('Days to look at; default: those of the metric'),
      at_least: number.optional(),
      at_most: number.optional(),
      above: number.optional(),
      below: number.optional(),
    })
    .describe('A key performance indicator'),
  z
    .strictObject({
      ...common,
      data_older_than: length('24d').describe('Fires when no event is newer'),
      kinds: z.array(z.enum(EVENT_KINDS)).min(1).optional().describe('Only events of these kinds; default: any'),
    })
    .describe('Freshness of the data'),
  z
    .strictObject({
      ...common,
      last_ingest: z.enum(['failed', 'partial']).describe('partial fires for failed runs, too'),
    })
    .describe('How the last run of ingest ended'),
  z
    .strictObject({
      ...common,
      quarantine_above: z.int().min(0).describe('Fires when more refused records are waiting'),
    })
    .describe('Refused records'),
  z
    .strictObject({ ...common, drift: z.string().describe('Environment whose Superset is compared with Git') })
    .describe('Changes in Superset that are not in Git'),
]);

const variableName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable is expected');

export const alertsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    rules: z.array(rule).min(1).describe('What is watched'),
    repeat: length('24d').optional().describe('Say it again after this time while it fires and nobody acknowledged it'),
    notify: z
      .array(
        z.union([
          z.strictObject({
            webhook_env: variableName.describe('Environment variable that holds an address for POST of JSON'),
            format: z.enum(['json', 'slack']).default('json').describe('slack: {"text": …}'),
          }),
          z.strictObject({
            file: z.string().min(1).describe('File of the project; one line of JSON per notification'),
          }),
        ]),
      )
      .default([])
      .describe('Who is told'),
  })
  .describe('alerts.yaml: when somebody must be told');

type AlertsFile = z.output<typeof alertsSchema>;

export interface AlertsConfig {
  rules: AlertRule[];
  /** Milliseconds; undefined: said once. */
  repeatMs: number | undefined;
  notify: AlertsFile['notify'];
}

/**
 * alerts.yaml of a project.
 * @throws Failure FILE_MISSING, YAML_INVALID, POLICY_INVALID
 */
export function loadAlerts(projectDir: string, file = join(projectDir, ALERTS_FILE)): AlertsConfig {
  if (!existsSync(file)) {
    throw new Failure('FILE_MISSING', `${file} does not exist`, { hint: 'See docs/alerts.md for an example to copy.' });
  }
  const { value, document } = checkedYaml(readFileSync(file, 'utf8'), file, alertsSchema);
  const names = new Set<string>();
  const rules = value.rules.map((each, at): AlertRule => {
    const wrong = (message: string): Failure =>
      new Failure('POLICY_INVALID', message, { where: document.placeOf(['rules', at]) });
    if (names.has(each.name)) throw wrong(`there are two rules ${each.name}`);
    names.add(each.name);
    return toRule(each, wrong);
  });
  return { rules, repeatMs: value.repeat === undefined ? undefined : readInterval(value.repeat), notify: value.notify };
}

function toRule(given: AlertsFile['rules'][number], wrong: (message: string) => Failure): AlertRule {
  const { name, severity, action } = given;
  const shared = { name, severity, action };
  if ('data_older_than' in given) {
    const hours = readInterval(given.data_older_than) / 3_600_000;
    return { ...shared, watch: 'data age', hours, kinds: given.kinds };
  }
  if ('last_ingest' in given) return { ...shared, watch: 'ingest', partial: given.last_ingest === 'partial' };
  if ('quarantine_above' in given) return { ...shared, watch: 'quarantine', records: given.quarantine_above };
  if ('drift' in given) return { ...shared, watch: 'drift', environment: given.drift };
  const targets = (['at_least', 'at_most', 'above', 'below'] as const).flatMap((key) => {
    const value = given[key];
    return value === undefined ? [] : [{ relation: key.replace('_', ' ') as 'at least', value }];
  });
  if (targets.length > 1) throw wrong(`${name} has more than one target`);
  const { metric, by, days } = given;
  return { ...shared, watch: 'metric', metric, by, days, target: targets[0] };
}
