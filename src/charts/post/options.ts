import { isRecord, stringsIn } from '../query/form-fields.ts';

/** Options of a post-processing step, which come from a bundle's query objects. */
export type Options = Record<string, unknown>;

export const names = (options: Options, key: string): string[] => stringsIn(options[key]);

export const flag = (options: Options, key: string, otherwise: boolean): boolean =>
  typeof options[key] === 'boolean' ? options[key] : otherwise;

export const count = (options: Options, key: string): number | undefined => {
  const value = Number(options[key] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
};

export const word = (options: Options, key: string): string | undefined =>
  typeof options[key] === 'string' ? options[key] : undefined;

/** `{ from: to }`; a null on the right stays null. */
export const renames = (options: Options, key: string): Map<string, string | null> =>
  new Map(
    isRecord(options[key])
      ? Object.entries(options[key]).map(([from, to]): [string, string | null] => [
          from,
          typeof to === 'string' ? to : null,
        ])
      : [],
  );
