import { sql } from 'kysely';
import { metricOf } from '../analyze/catalog.ts';
import { computeMetric } from '../analyze/compute.ts';
import type { MetricValue } from '../analyze/result.ts';
import { intervalText, targetText, valueText } from '../analyze/value-text.ts';
import { Failure } from '../errors.ts';
import type { AlertRule, Observation } from '../model/alerts.ts';
import { EVENT_KINDS, KINDS } from '../model/kinds.ts';
import type { Store } from '../store/store.ts';
import { instantMs } from '../util/instant.ts';

/** What a rule may need that the database does not know. */
export interface Probes {
  /** Objects of an environment that were changed outside Git; throws when it cannot be told. */
  drift: (environment: string) => Promise<number>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Rule<Watch extends AlertRule['watch']> = Extract<AlertRule, { watch: Watch }>;

/**
 * What each rule sees now. A metric fires when its target is missed for certain, and is quiet when it is met for certain; in
 * between it cannot be told, and the alert stays as it was: a noisy point is no alarm and no relief.
 * @throws Failure NOT_FOUND for a metric that does not exist, USAGE for a split it does not have or a missing target
 */
export async function observe(
  store: Store,
  rules: readonly AlertRule[],
  options: { now: Date; probes: Probes },
): Promise<Observation[]> {
  const all: Observation[] = [];
  for (const rule of rules) {
    if (rule.watch === 'metric') all.push(...(await metricObservations(store, rule, options.now)));
    else if (rule.watch === 'data age') all.push(await ageObservation(store, rule, options.now));
    else if (rule.watch === 'ingest') all.push(await ingestObservation(store, rule));
    else if (rule.watch === 'quarantine') all.push(await quarantineObservation(store, rule));
    else all.push(await driftObservation(rule, options.probes));
  }
  return all;
}

const observation = (
  rule: AlertRule,
  firing: boolean | null,
  message: string,
  fingerprint: string,
  group?: string,
): Observation => ({
  alert: group === undefined ? rule.name : `${rule.name}/${group}`,
  rule: rule.name,
  severity: rule.severity,
  firing,
  message: firing && rule.action ? `${message} ${rule.action}` : message,
  fingerprint,
});

async function metricObservations(store: Store, rule: Rule<'metric'>, now: Date): Promise<Observation[]> {
  const metric = metricOf(rule.metric);
  const target = rule.target ?? metric.target;
  if (!target) {
    throw new Failure('USAGE', `${rule.name}: ${metric.id} has no target of its own`, {
      hint: 'Give the rule one: at_least, at_most, above or below.',
    });
  }
  const { by } = rule;
  const result = await computeMetric(store, metric.id, {
    now,
    target,
    ...(by ? { by } : {}),
    ...(rule.days === undefined ? {} : { since: new Date(now.getTime() - rule.days * DAY) }),
  });
  const one = (value: MetricValue, group?: string): Observation => {
    const { verdict, because } = value;
    const firing = verdict === 'missed' ? true : verdict === 'met' ? false : null;
    const where = group === undefined ? '' : ` in ${group}`;
    const figure = `${valueText(value.value, metric.unit)} (${value.interval ? '95 % interval ' : ''}${intervalText(value.interval, metric.unit)}, n = ${value.n} ${metric.sampleUnit})`;
    const message = `${metric.name}${where}: ${figure}; target ${targetText(target, metric.unit)}: ${verdict ?? 'no verdict'}, ${because}.`;
    // The value moves all the time; another definition or target is another alert.
    return observation(rule, firing, message, `missed v${metric.version} ${targetText(target, metric.unit)}`, group);
  };
  return result.groups ? result.groups.map((group) => one(group, group.group)) : [one(result)];
}

/** `2026-01-31 12:00 UTC` */
const instantWords = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const agoWords = (hours: number): string =>
  hours >= 72 ? `${Math.floor(hours / 24)} days` : `${hours.toFixed(1)} hours`;

async function ageObservation(store: Store, rule: Rule<'data age'>, now: Date): Promise<Observation> {
  const kinds = EVENT_KINDS.filter((kind) => rule.kinds === undefined || rule.kinds.includes(kind));
  const times: number[] = [];
  for (const kind of kinds) {
    const { table, time } = KINDS[kind];
    const { rows } = await sql<{
      at: string | null;
    }>`SELECT MAX(${sql.ref(time)}) AS at FROM ${sql.table(table)}`.execute(store.db);
    if (rows[0]?.at) times.push(instantMs(rows[0].at));
  }
  const what = rule.kinds ? `event of kind ${rule.kinds.join(', ')}` : 'event';
  if (times.length === 0) return observation(rule, true, `There is no ${what} at all.`, 'none');
  const newest = Math.max(...times);
  const hours = (now.getTime() - newest) / HOUR;
  const text = `The newest ${what} happened ${instantWords(newest)}, ${agoWords(hours)} ago; at most ${rule.hours} hours are allowed.`;
  return observation(rule, hours > rule.hours, text, 'old');
}

async function ingestObservation(store: Store, rule: Rule<'ingest'>): Promise<Observation> {
  const run = await store.db
    .selectFrom('ingest_runs')
    .select(['id', 'status', 'input', 'error', 'records_quarantined'])
    .where('status', '<>', 'running')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!run) return observation(rule, null, 'No run of ingest has ended yet.', 'none');
  const firing = run.status === 'failed' || (rule.partial && run.status === 'partial');
  const why = run.error ?? (run.status === 'partial' ? `${run.records_quarantined} records were refused` : '');
  const text = `The last run of ingest (${run.id}, ${run.input}) ended ${run.status}${why ? `: ${why}` : ''}.`;
  return observation(rule, firing, text, `run ${run.id}`);
}

async function quarantineObservation(store: Store, rule: Rule<'quarantine'>): Promise<Observation> {
  const row = await store.db
    .selectFrom('quarantine')
    .select((eb) => eb.fn.countAll<number>().as('records'))
    .where('state', '=', 'open')
    .executeTakeFirst();
  const records = Number(row?.records ?? 0);
  const text = `${records} records wait in quarantine; at most ${rule.records} are allowed.`;
  return observation(rule, records > rule.records, text, 'above');
}

async function driftObservation(rule: Rule<'drift'>, probes: Probes): Promise<Observation> {
  try {
    const objects = await probes.drift(rule.environment);
    const text = `${objects} objects of ${rule.environment} were changed outside Git.`;
    return observation(rule, objects > 0, text, `${objects}`);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return observation(rule, null, `${rule.environment} cannot be compared: ${thrown.message}`, 'unknown');
  }
}
