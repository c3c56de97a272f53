import { z } from 'zod';
import { Failure, type Place } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import { schemaFault, valueAt } from '../util/schema-fault.ts';
import { readYaml, type YamlDocument } from '../util/yaml-document.ts';

export interface Mistake {
  message: string;
  where: Place;
  hint?: string;
}

/**
 * A YAML file checked against a schema. Every mistake has its place; an unknown key names the nearest right one.
 * @throws Failure YAML_INVALID, POLICY_INVALID (its message holds all mistakes)
 */
export function checkedYaml<T>(text: string, file: string, schema: z.ZodType<T>): { value: T; document: YamlDocument } {
  const document = readYaml(text, { file });
  const result = schema.safeParse(document.value ?? {});
  if (result.success) return { value: result.data, document };
  const mistakes = result.error.issues.flatMap((issue) => mistakesOf(issue, document, schema));
  throw refused(mistakes);
}

/** One Failure for all mistakes of a file; its place is the first one's. */
export function refused(mistakes: readonly Mistake[]): Failure {
  const [first, ...others] = mistakes;
  const rest = others.map(
    (each) => `\n  ${each.where.file}:${each.where.line ?? 1}:${each.where.column ?? 1} ${each.message}`,
  );
  return new Failure('POLICY_INVALID', `${first?.message ?? 'it is not valid'}${rest.join('')}`, {
    ...(first ? { where: first.where } : {}),
    ...(first?.hint ? { hint: first.hint } : {}),
  });
}

/** What a refusal of a schema says to a person: the place in the file, and the nearest spelling. */
export function mistakesOf(issue: z.core.$ZodIssue, document: YamlDocument, schema: z.ZodType): Mistake[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return {
        message: `${[...path, key].join('.')} is not known`,
        where: document.placeOf([...path, key], 'key'),
        hint: near ? `Did you mean ${near}?` : `Known here: ${known.join(', ')}`,
      };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const longest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (longest && longest.path.length > 0) {
      return mistakesOf({ ...longest, path: [...issue.path, ...longest.path] } as z.core.$ZodIssue, document, schema);
    }
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const found = String(valueAt(document.value, path));
    const near = nearest(found, values);
    return [
      {
        message: `${path.join('.')}: ${found} is not one of ${values.join(', ')}`,
        where: document.placeOf(path),
        hint: near ? `Did you mean ${near}?` : `Use one of ${values.join(', ')}`,
      },
    ];
  }
  const message = schemaFault(path.join('.') || 'the file', issue, valueAt(document.value, path));
  return [{ message, where: document.placeOf(path) }];
}

/** The keys that a schema knows at a path: through objects, records, arrays, options and unions. */
function keysAt(schema: unknown, path: readonly (string | number)[]): string[] {
  let current: unknown = unwrap(schema);
  for (const step of path) {
    if (current instanceof z.ZodObject) current = unwrap(current.shape[step]);
    else if (current instanceof z.ZodRecord) current = unwrap(current.valueType);
    else if (current instanceof z.ZodArray) current = unwrap(current.element);
    else if (current instanceof z.ZodUnion) return unionKeys(current, path.slice(path.indexOf(step)));
    else return [];
  }
  if (current instanceof z.ZodUnion) return unionKeys(current, []);
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

const unionKeys = (union: z.ZodUnion, path: readonly (string | number)[]): string[] =>
  union.options.flatMap((option) => keysAt(option, path));

function unwrap(schema: unknown): unknown {
  let current = schema;
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodNullable ||
    current instanceof z.ZodPrefault
  ) {
    current = current.unwrap();
  }
  return current;
}
