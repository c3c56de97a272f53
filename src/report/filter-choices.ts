import type { DataRequest, FilterMeta, FilterValue } from '../charts/dashboard/dashboard.ts';
import { Failure } from '../errors.ts';
import { nearest } from '../util/nearest.ts';

/** A choice as a person writes it: of one value or several. `10..20` for a range, either side may be missing. */
export type WrittenChoice = [name: string, value: Scalar | Scalar[]];
type Scalar = string | number | boolean;

/**
 * Choices of a dashboard's filters, each found by its name, column or id.
 * @throws Failure USAGE for a filter that is not there or a range that is none
 */
export function filterChoices(
  metas: readonly FilterMeta[],
  choices: readonly WrittenChoice[],
): NonNullable<DataRequest['filters']> {
  return Object.fromEntries(
    choices.map(([name, value]) => {
      const meta = found(metas, name);
      return [meta.id, valueFor(meta, value)];
    }),
  );
}

function found(metas: readonly FilterMeta[], name: string): FilterMeta {
  const same = (text: string | null): boolean => text?.toLowerCase() === name.toLowerCase();
  const meta = metas.find(({ id }) => id === name) ?? metas.find((each) => same(each.name) || same(each.column));
  if (meta) return meta;
  const names = metas.map((each) => each.name);
  const near = nearest(name, names);
  throw new Failure('USAGE', `the dashboard has no filter ${name}`, {
    hint: near ? `Did you mean ${near}?` : names.length > 0 ? `It has ${names.join(', ')}.` : 'It has no filters.',
  });
}

function valueFor(meta: FilterMeta, value: Scalar | Scalar[]): FilterValue {
  const values = [value].flat();
  if (values.length === 0 || (values.length === 1 && values[0] === '')) return null;
  if (meta.kind === 'time') return values.join(',');
  return meta.kind === 'range' ? rangeFor(meta, values) : values;
}

function rangeFor(meta: FilterMeta, values: readonly Scalar[]): [number | null, number | null] {
  const sides = values.length === 1 ? String(values[0]).split('..') : values;
  const [low, high] = sides.map((side) => (side === '' ? null : Number(side)));
  if (sides.length === 2 && low !== undefined && high !== undefined && !Number.isNaN(low) && !Number.isNaN(high)) {
    return [low, high];
  }
  throw new Failure('USAGE', `${values.join(', ')} is no range for ${meta.name}`, {
    hint: 'Write 10..20, 10.. or ..20.',
  });
}
