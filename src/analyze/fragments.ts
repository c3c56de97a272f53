import { sql } from 'kysely';
import { instantMs, instantText } from '../util/instant.ts';
import type { Fragment, RowSpec, Scope } from './metric.ts';
import type { Dimension } from '../model/vocabulary.ts';

/** Pieces of SQL that several metrics share; each reads the same on both dialects, or asks which it is. */

/** Name of the team of a row; people are never shown. */
export const teamOf = (table: string): Fragment =>
  sql`COALESCE((SELECT t.name FROM teams t WHERE t.id = ${sql.ref(`${table}.team_id`)}), 'unknown')`;

export const jsonText = (scope: Scope, column: string, key: string): Fragment =>
  scope.dialect === 'postgresql'
    ? sql`(${sql.ref(column)} ->> ${sql.lit(key)})`
    : sql`CAST(json_extract(${sql.ref(column)}, ${sql.lit(`$.${key}`)}) AS TEXT)`;

/** Each pattern of a generation, once, as `p.value`. */
export const eachPattern = (scope: Scope): Fragment =>
  scope.dialect === 'postgresql'
    ? sql`CROSS JOIN LATERAL (
        SELECT DISTINCT element AS value FROM jsonb_array_elements_text(
          CASE WHEN jsonb_typeof(g.patterns_applied) = 'array' THEN g.patterns_applied ELSE '[]' END) AS each (element)) AS p`
    : sql`JOIN json_each(g.patterns_applied) AS p ON NOT EXISTS (
        SELECT 1 FROM json_each(g.patterns_applied) AS q WHERE q.value = p.value AND q.key < p.key)`;

/** The patterns of a generation as `p.value`, a name as often as the generation has it: cheaper where only its being there counts. */
export const anyPattern = (scope: Scope): Fragment =>
  scope.dialect === 'postgresql'
    ? sql`CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE WHEN jsonb_typeof(g.patterns_applied) = 'array' THEN g.patterns_applied ELSE '[]' END) AS p (value)`
    : sql`JOIN json_each(g.patterns_applied) AS p`;

export const whole = (condition: Fragment): Fragment => sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`;

/** Seconds from one instant to another, rounded. */
export const secondsBetween = (scope: Scope, from: Fragment, to: Fragment): Fragment =>
  scope.dialect === 'postgresql'
    ? sql`CAST(ROUND(EXTRACT(EPOCH FROM (${to}) - (${from}))) AS BIGINT)`
    : sql`CAST(ROUND((julianday(${to}) - julianday(${from})) * 86400) AS INTEGER)`;

/** Code generations, or their pattern applications when asked for each pattern. */
export function generations(
  scope: Scope,
  each: 'generation' | 'pattern' = scope.by === 'pattern' ? 'pattern' : 'generation',
): Pick<RowSpec, 'from' | 'table' | 'id' | 'at' | 'windowed' | 'label' | 'groups'> {
  const groups: Partial<Record<Dimension, Fragment>> = {
    team: teamOf('g'),
    repository: sql`g.repository`,
    environment: sql`g.source_environment`,
    model: sql`COALESCE(${jsonText(scope, 'g.generation_metadata', 'model')}, 'unknown')`,
    ...(each === 'pattern' ? { pattern: sql`p.value` } : {}),
  };
  return {
    from: each === 'pattern' ? sql`metrics_code_generation g ${eachPattern(scope)}` : sql`metrics_code_generation g`,
    table: sql`'metrics_code_generation'`,
    id: sql`g.id`,
    at: sql`g.timestamp`,
    windowed: true,
    label: each === 'pattern' ? sql`p.value` : sql`substr(g.prompt, 1, 80)`,
    groups,
  };
}

export const OUTCOME_UNKNOWN = ['outcome_unknown', sql`g.success IS NULL`] as const;
export const CONFIDENCE_UNKNOWN = ['confidence_unknown', sql`g.confidence IS NULL`] as const;
export const SUCCESS = whole(sql`g.success`);

/** Events of another table, with the context every event has. */
export function events(
  table: string,
  alias: string,
  columns: { time: string; label: Fragment; environment?: string; pattern?: string },
): Pick<RowSpec, 'from' | 'table' | 'id' | 'at' | 'windowed' | 'label' | 'groups'> {
  const column = (name: string): Fragment => sql.ref(`${alias}.${name}`);
  return {
    from: sql`${sql.table(table)} AS ${sql.ref(alias)}`,
    table: sql.lit(table),
    id: column('id'),
    at: column(columns.time),
    windowed: true,
    label: columns.label,
    groups: {
      team: teamOf(alias),
      repository: column('repository'),
      environment: column(columns.environment ?? 'source_environment'),
      ...(columns.pattern ? { pattern: sql`COALESCE(${column(columns.pattern)}, 'unknown')` } : {}),
    },
  };
}

/** Deployments to any environment. */
export const deployments = () =>
  events('deployment_events', 'd', { time: 'deployed_at', label: sql`d.deployment_id`, environment: 'environment' });

export const NOT_PRODUCTION = ['not_production', sql`d.environment <> 'production'`] as const;

/** An instant as the dialect compares it. */
export const instantLiteral = (scope: Scope, text: string): Fragment =>
  scope.dialect === 'postgresql' ? sql`CAST(${text} AS TIMESTAMPTZ)` : sql`${text}`;

/** 1 in the later half of the time looked at, 0 in the earlier: what is learnt in one is judged in the other. */
export const laterHalf = (scope: Scope, at: Fragment): Fragment => {
  const middle = instantText((instantMs(scope.since) + instantMs(scope.until)) / 2);
  return whole(sql`${at} >= ${middle}`);
};

/**
 * The number of the pull request that a pull request takes back: what metadata.reverts_pr says, else the digits of a branch
 * `revert-12-...`; null for any other.
 */
export const revertedPull = (scope: Scope, alias: string): Fragment => {
  const said = jsonText(scope, `${alias}.metadata`, 'reverts_pr');
  const branch = sql.ref(`${alias}.branch_name`);
  return scope.dialect === 'postgresql'
    ? sql`CAST(COALESCE(substring(${said} FROM '^[0-9]{1,9}$'), substring(${branch} FROM '^revert-([0-9]{1,9})')) AS INTEGER)`
    : sql`CASE WHEN ${said} <> '' AND ${said} NOT GLOB '*[^0-9]*' THEN CAST(${said} AS INTEGER)
        WHEN ${branch} GLOB 'revert-[0-9]*' THEN CAST(substr(${branch}, 8) AS INTEGER) END`;
};
