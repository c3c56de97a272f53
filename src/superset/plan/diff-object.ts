import { diffLines } from 'diff';
import type { ObjectKind } from '../../model/assets.ts';
import { isObject, type Json, type JsonObject } from '../normalise/json.ts';
import type { LayoutTree } from '../normalise/layout.ts';
import type { Change, ChangeDomain } from './change.ts';
import { diffLayout } from './diff-layout.ts';
import { diffValues, sameJson, type ValueDifference } from './diff-values.ts';
import { severityOf } from './severity.ts';
import { sameSql } from './sql-words.ts';

/** What a diff needs to know of the other objects, to name charts and to tell who is hurt. */
export interface DiffContext {
  nameOf: (uuid: string) => string | undefined;
  /** Whether a chart uses this column or metric of the dataset that is compared. */
  isUsed: (name: string) => boolean;
}

const NO_CONTEXT: DiffContext = { nameOf: () => undefined, isUsed: () => true };

/** Two normalised contents of one object -> its changes, in the order of the fields. Empty only when they are equal. */
export function diffObject(
  kind: ObjectKind,
  from: JsonObject,
  to: JsonObject,
  context: DiffContext = NO_CONTEXT,
): Change[] {
  if (sameJson(from, to)) return [];
  const { layout: layoutFrom, ...restFrom } = from;
  const { layout: layoutTo, ...restTo } = to;
  const changes = diffValues(restFrom as JsonObject, restTo as JsonObject, 5).map((each) =>
    fieldChange(kind, each, { ...context, filterName: (id) => filterName(id, to) ?? filterName(id, from) }),
  );
  if (isObject(layoutFrom) && isObject(layoutTo) && !sameJson(layoutFrom, layoutTo)) {
    const moved = diffLayout(layoutFrom as LayoutTree, layoutTo as LayoutTree, context.nameOf);
    changes.push(...(moved.length > 0 ? moved : [wholeLayout(layoutFrom as JsonObject, layoutTo as JsonObject)]));
  } else if (!sameJson(layoutFrom, layoutTo)) {
    changes.push(wholeLayout(layoutFrom ?? null, layoutTo ?? null));
  }
  return changes;
}

const wholeLayout = (from: Json, to: Json): Change => ({
  path: ['layout'],
  field: 'layout',
  domain: 'layout',
  what: 'changed',
  from,
  to,
  summary: 'changed',
  severity: 'semantic',
});

interface FieldContext extends DiffContext {
  filterName: (id: string) => string | undefined;
}

/** People know a native filter by its name. */
const filterName = (id: string, content: JsonObject): string | undefined => {
  const metadata = isObject(content.metadata) ? content.metadata : {};
  const filter = isObject(metadata.native_filters) ? metadata.native_filters[id] : undefined;
  return isObject(filter) && typeof filter.name === 'string' ? filter.name : undefined;
};

function fieldChange(kind: ObjectKind, { path, from, to }: ValueDifference, context: FieldContext): Change {
  const what = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  const change: Change = {
    path,
    field: fieldName(path, context),
    domain: domainOf(path),
    what,
    from: from ?? null,
    to: to ?? null,
    severity: severityOf(kind, path, from, to, context.isUsed),
  };
  const summary = isMember(from, to) ? what : summaryOf(path, from, to);
  return summary === undefined ? change : { ...change, summary };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function fieldName(path: readonly string[], context: FieldContext): string {
  const [top = '', second, ...rest] = path;
  const keyed = top === 'columns' || top === 'metrics';
  if (keyed && second !== undefined) return [`${top}[${second}]`, ...rest].join('.');
  if (top === 'metadata' && second === 'native_filters' && rest[0] !== undefined) {
    return [`filters[${context.filterName(rest[0]) ?? rest[0]}]`, ...rest.slice(1)].join('.');
  }
  if (top === 'params' && second !== undefined && rest[0] !== undefined) {
    return [`${top}.${second}[${rest[0]}]`, ...rest.slice(1)].join('.');
  }
  return path.map((part) => (UUID.test(part) ? `"${context.nameOf(part) ?? part}"` : part)).join('.');
}

function domainOf(path: readonly string[]): ChangeDomain {
  const [top, second] = path;
  if (top === 'columns') return 'column';
  if (top === 'metrics') return 'metric';
  if (top === 'sql') return 'sql';
  if (top === 'unplaced_charts') return 'layout';
  if (top === 'metadata' && second?.startsWith('native_filter')) return 'filter';
  return top === 'params' ? 'param' : 'field';
}

/** An element of a list that has no order: there is nothing to say of it but that it came or went. */
const isMember = (from: Json | undefined, to: Json | undefined): boolean =>
  (from === undefined && to === true) || (from === true && to === undefined);

/** Words for long texts: how many lines, or that only spaces and comments differ. */
function summaryOf(path: readonly string[], from: Json | undefined, to: Json | undefined): string | undefined {
  if (typeof from !== 'string' || typeof to !== 'string') return undefined;
  if (from.length + to.length < 80 && !from.includes('\n') && !to.includes('\n')) return undefined;
  const isSql = /^(sql|expression|sqlExpression|fetch_values_predicate)$/.test(path.at(-1) ?? '');
  if (isSql && sameSql(from, to)) return 'only spacing or comments changed';
  const parts = diffLines(from, to, { newlineIsToken: false });
  const count = (kind: 'added' | 'removed') =>
    parts.filter((part) => part[kind]).reduce((sum, part) => sum + (part.count ?? 0), 0);
  const lines = Math.max(count('added'), count('removed'));
  return `${lines} ${lines === 1 ? 'line' : 'lines'} changed`;
}
