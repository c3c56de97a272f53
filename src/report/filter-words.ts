import type { DataRequest, FilterMeta, FilterValue } from '../charts/dashboard/dashboard.ts';
import { Failure } from '../errors.ts';
import { nearest } from '../util/nearest.ts';

/**
 * `Severity=critical,high` -> the choice of a dashboard's filter, found by its name, column or id. `10..20` for a range,
 * either side may be missing. A comma inside a value is written `\,`.
 * @throws Failure USAGE
 */
export function filterChoices(
  metas: readonly FilterMeta[],
  words: readonly string[],
): NonNullable<DataRequest['filters']> {
  return Object.fromEntries(
    words.map((word): [string, FilterValue] => {
      const at = word.indexOf('=');
      if (at < 1) throw new Failure('USAGE', `${word} is no filter`, { hint: 'Write NAME=VALUE or NAME=VALUE,VALUE.' });
      const meta = found(metas, word.slice(0, at).trim());
      return [meta.id, valueFor(meta, word.slice(at + 1))];
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

function valueFor(meta: FilterMeta, text: string): FilterValue {
  if (text === '') return null;
  if (meta.kind === 'time') return text;
  if (meta.kind === 'range') {
    const match = /^(-?[\d.]*)\.\.(-?[\d.]*)$/.exec(text);
    const [low, high] = [match?.[1] ?? '', match?.[2] ?? ''].map((side) => (side === '' ? null : Number(side)));
    if (match === null || Number.isNaN(low) || Number.isNaN(high)) {
      throw new Failure('USAGE', `${text} is no range for ${meta.name}`, { hint: 'Write 10..20, 10.. or ..20.' });
    }
    return [low ?? null, high ?? null];
  }
  return text.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ','));
}
