import type { Kysely } from 'kysely';
import { DateTime } from 'luxon';
import { Failure } from '../errors.ts';
import { KINDS } from '../model/kinds.ts';
import type { Database } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { instantMs, instantText } from '../util/instant.ts';
import { metricOf } from './catalog.ts';
import { type GroupCells, readCells } from './cells.ts';
import { times } from './estimate/cells.ts';
import { type Estimate, type MetricDefinition, type Scope, type Span, type Target } from './metric.ts';
import type { Dimension } from '../model/vocabulary.ts';
import { type OrganizationCalendar, organizationCalendar } from './organization-calendar.ts';
import type { GroupValue, MetricResult, MetricText, MetricValue } from './result.ts';
import { smallTeams } from './small-teams.ts';
import { shrunkRates } from './statistics/shrinkage.ts';
import { newcombe } from './statistics/newcombe.ts';
import { type CountInTime, rateRatio } from './statistics/rate-ratio.ts';
import { daysBetween } from './summaries/calendar.ts';
import { judge } from './verdict.ts';

export interface ComputeOptions {
  now: Date;
  /** Default: the metric's own number of days before `until`. */
  since?: Date;
  /** Default: now. */
  until?: Date;
  by?: Dimension;
  /** Judges by this instead of the metric's own target. */
  target?: Target;
  /** Also the same length of time just before. */
  compare?: 'previous';
  /** Read when it is not given: who asks for many figures reads it once. */
  calendar?: OrganizationCalendar;
}

const DAY = 86_400_000;

/** The definition without its code. */
export const metricText = ({ rows: _rows, estimate: _estimate, ...text }: MetricDefinition): MetricText => text;

/**
 * The value of a metric with n, interval, verdict, coverage and freshness; no data is null.
 * @throws Failure NOT_FOUND, USAGE for a dimension the metric does not have, and those of the store
 */
export async function computeMetric(store: Store, id: string, options: ComputeOptions): Promise<MetricResult> {
  const { by, target } = options;
  const own = metricOf(id);
  const metric: MetricDefinition = target ? { ...own, target } : own;
  if (by && !metric.dimensions.includes(by)) {
    throw new Failure('USAGE', `${metric.id} cannot be split by ${by}`, {
      hint:
        metric.dimensions.length > 0
          ? `It can be split by ${metric.dimensions.join(', ')}.`
          : 'It stands for the whole organization.',
    });
  }
  const until = options.until ?? options.now;
  const since = options.since ?? new Date(until.getTime() - metric.days * DAY);
  if (since >= until) throw new Failure('USAGE', 'the time looked at ends before it begins');
  const { zone, firstDay, lastDay } = options.calendar ?? (await organizationCalendar(store));
  const span: Span = { ...spanIn(zone, since, until), firstDay, lastDay };
  const value = await one(store, metric, span);
  return {
    id: metric.id,
    name: metric.name,
    unit: metric.unit,
    direction: metric.direction,
    ...value,
    target: metric.target,
    definitionVersion: metric.version,
    since: since.toISOString(),
    until: until.toISOString(),
    freshness: { dataUntil: await dataUntil(store.db, metric, options.now) },
    ...(by ? await split(store, metric, span, by) : {}),
    ...(options.compare ? await compared(store, metric, { span, zone }, value) : {}),
  };
}

function spanIn(zone: string, since: Date, until: Date): Pick<Span, 'since' | 'until' | 'wholeDays'> {
  const start = DateTime.fromJSDate(since, { zone });
  const day = start.startOf('day');
  const from = day.toMillis() === start.toMillis() ? day : day.plus({ days: 1 });
  const to = DateTime.fromJSDate(until, { zone });
  return { since, until, wholeDays: { from: from.toISODate() ?? '', to: to.toISODate() ?? '' } };
}

const scopeOf = (store: Store, span: Span, by?: Dimension): Scope => ({
  dialect: store.dialect,
  since: instantText(span.since.getTime()),
  until: instantText(span.until.getTime()),
  by,
});

async function one(store: Store, metric: MetricDefinition, span: Span): Promise<MetricValue> {
  const [cells] = await readCells(store.db, metric, scopeOf(store, span));
  return valueOf(metric, cells ?? { group: null, included: [], excluded: {} }, span);
}

/** Why a sum is not whole: there was nothing to add before the first event of the organization. */
const stillGrowing = ({ accumulates, days }: MetricDefinition, { firstDay, wholeDays }: Span): string | undefined =>
  accumulates && firstDay !== null && firstDay > wholeDays.from
    ? `it is a sum over ${days} days, and the data begin on ${firstDay}`
    : undefined;

const DAYS_NEEDED = 7;

/** A verdict on how often something happens needs a week of data. */
function judged(metric: MetricDefinition, estimate: Estimate, span: Span): ReturnType<typeof judge> {
  const found = judge(metric, estimate);
  const { firstDay, lastDay, wholeDays } = span;
  const overTime = metric.unit === 'per week' || metric.unit === 'per pattern and 30 days';
  if (!overTime || found.verdict === null || firstDay === null || lastDay === null) return found;
  const first = firstDay > wholeDays.from ? firstDay : wholeDays.from;
  const last = lastDay < wholeDays.to ? lastDay : wholeDays.to;
  const days = Math.max(0, daysBetween(first, last) + 1);
  if (days >= DAYS_NEEDED || found.verdict === 'cannot tell yet') return found;
  return { verdict: 'cannot tell yet', because: `the data cover ${days} days, at least ${DAYS_NEEDED} are needed` };
}

function valueOf(metric: MetricDefinition, cells: GroupCells, span: Span): MetricValue {
  const growing = stillGrowing(metric, span);
  const estimate = { ...metric.estimate(cells.included, span), ...(growing === undefined ? {} : { growing }) };
  const included = times(cells.included);
  const excluded = Object.values(cells.excluded).reduce((total, each) => total + each, 0);
  const rows = included + excluded;
  return {
    ...estimate,
    ...judged(metric, estimate, span),
    coverage: { rows, included, excluded, share: rows === 0 ? null : included / rows, reasons: cells.excluded },
  };
}

async function split(store: Store, metric: MetricDefinition, span: Span, by: Dimension) {
  const groups = await readCells(store.db, metric, scopeOf(store, span, by));
  const hidden = by === 'team' ? await smallTeams(store.db) : new Set<string>();
  const shown = groups.filter(({ group }) => !hidden.has(group ?? 'unknown'));
  return {
    by,
    groups: shrunk(shown.map((cells) => ({ group: cells.group ?? 'unknown', ...valueOf(metric, cells, span) }))),
    ...(by === 'team' ? { hiddenGroups: groups.length - shown.length } : {}),
  };
}

/** Groups that are rates, each also drawn towards the common one: small groups say little by themselves. */
function shrunk(groups: GroupValue[]): GroupValue[] {
  const rates = groups.map(({ details, n, value }) =>
    typeof details.hits === 'number' && value !== null ? { successes: details.hits, n } : { successes: 0, n: 0 },
  );
  return shrunkRates(rates).map((rate, index) => {
    const group = groups[index] as GroupValue;
    return rate === null ? group : { ...group, details: { ...group.details, shrunk: rate } };
  });
}

async function compared(
  store: Store,
  metric: MetricDefinition,
  { span, zone }: { span: Span; zone: string },
  now: MetricValue,
) {
  const length = span.until.getTime() - span.since.getTime();
  const before: Span = { ...span, ...spanIn(zone, new Date(span.since.getTime() - length), span.since) };
  const earlier = await one(store, metric, before);
  const { value, n, interval } = earlier;
  const certain = differs(now, earlier);
  return {
    previous: { since: before.since.toISOString(), until: before.until.toISOString(), value, n, interval },
    change: value === null || now.value === null ? null : { difference: now.value - value, certain },
  };
}

/** A count over weeks whose events scatter no more than independent ones do; null for any other value. */
function countOf({ details: { count, weeks, dispersion } }: MetricValue): CountInTime | null {
  const plain = typeof count === 'number' && typeof weeks === 'number' && dispersion === 1;
  return plain ? { events: count, exposure: weeks } : null;
}

/**
 * Whether the two values differ for certain: plain rates by Newcombe, counts over time by the exact conditional test, others
 * by intervals that do not touch.
 */
function differs(now: MetricValue, earlier: MetricValue): boolean {
  const [hits, before] = [now.details.hits, earlier.details.hits];
  const plain = typeof hits === 'number' && typeof before === 'number' && now.details.designEffect === undefined;
  const sampled = now.interval !== null && now.interval.low < now.interval.high;
  if (plain && sampled) {
    const compared = newcombe({ successes: hits, n: now.n }, { successes: before, n: earlier.n });
    return compared !== null && (compared.interval.low > 0 || compared.interval.high < 0);
  }
  if (!now.interval || !earlier.interval) return false;
  const [first, second] = [countOf(earlier), countOf(now)];
  if (first && second) return rateRatio(first, second).p < 0.05;
  return earlier.interval.high < now.interval.low || now.interval.high < earlier.interval.low;
}

const TIME_COLUMNS: ReadonlyMap<string, string> = new Map(
  Object.values(KINDS).map(({ table, time }) => [table, time] as const),
);

/** Until when the first of the metric's sources has data; a clock that runs ahead says nothing about it. */
async function dataUntil(db: Kysely<Database>, metric: MetricDefinition, now: Date): Promise<string | null> {
  const table = metric.sources[0] ?? '';
  const column = TIME_COLUMNS.get(table) ?? 'created_at';
  const row = await db
    .selectFrom(table as 'metrics_bugs')
    .select((eb) => eb.fn.max<string | null>(column as 'timestamp').as('at'))
    .where(column as 'timestamp', '<=', instantText(now.getTime()))
    .executeTakeFirst();
  return row?.at ? new Date(instantMs(row.at)).toISOString() : null;
}
