import type { FormData } from '../../model/assets.ts';
import type { AdhocColumn, AdhocMetric, QueryColumn, QueryMetric } from './types.ts';

/** Form data is checked by nobody, so every reader of it says here what it takes a value for. */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One value, several or none: always a list. */
export const listOf = (value: unknown): unknown[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];

export const textField = (form: FormData, key: string): string | undefined => {
  const value = form[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A number, also when it was stored as text; undefined for anything else. */
export const numberField = (form: FormData, key: string): number | undefined => {
  const value = form[key];
  if (value === null || value === undefined || value === '' || typeof value === 'boolean') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

const isAdhocColumn = (value: unknown): value is AdhocColumn =>
  isRecord(value) && typeof value.sqlExpression === 'string' && !('aggregate' in value && value.aggregate);

export const columnsIn = (value: unknown): QueryColumn[] =>
  listOf(value).filter((each): each is QueryColumn => (typeof each === 'string' && each !== '') || isAdhocColumn(each));

export const isAdhocMetric = (value: unknown): value is AdhocMetric =>
  isRecord(value) && (value.expressionType === 'SIMPLE' || value.expressionType === 'SQL');

export const metricsIn = (value: unknown): QueryMetric[] =>
  listOf(value).filter((each): each is QueryMetric => (typeof each === 'string' && each !== '') || isAdhocMetric(each));

export const stringsIn = (value: unknown): string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string');
