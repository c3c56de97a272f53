import { describe, expect, it } from 'vitest';
import { EVENT_KINDS } from '../../src/model/kinds.ts';
import { quickCheck } from '../../src/model/records/quick-check.ts';
import { recordSchema } from '../../src/model/records/record-schema.ts';
import { fc } from '../support/property.ts';

const values = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    0,
    1,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    Number.NaN,
    Infinity,
    '',
    'low',
    'success',
    'unit',
  ),
  fc.constantFrom<unknown>('merged', 'compliant', 'x'.repeat(201), ['a'], [1], {}, []),
  fc.string({ maxLength: 3 }),
  fc.double(),
);

describe('the quick check of records', () => {
  it.each(EVENT_KINDS)('accepts of %s nothing that the schema refuses', (kind) => {
    const schema = recordSchema(kind);
    const isGood = quickCheck(kind);
    const accepted = { count: 0 };
    const names = Object.keys(schema.shape);
    const usual = fc.record(
      Object.fromEntries(
        names.map((name) => [
          name,
          fc.oneof({ weight: 6, arbitrary: good(schema, name) }, { weight: 1, arbitrary: values }),
        ]),
      ),
    );
    fc.assert(
      fc.property(usual, (fields) => {
        if (!isGood(fields)) return;
        accepted.count++;
        expect(schema.safeParse(fields).success).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(accepted.count).toBeGreaterThan(0);
  });
});

/** One of a few values that the schema accepts for a field. */
function good(schema: ReturnType<typeof recordSchema>, name: string): fc.Arbitrary<unknown> {
  const candidates: unknown[] = [
    undefined,
    null,
    'text',
    'low',
    'unknown',
    'merged',
    'success',
    'unit',
    'foundation',
    'compliant',
    'pr',
    3,
    0.5,
    true,
    ['a'],
  ];
  const fit = candidates.filter((value) => schema.shape[name]?.safeParse(value).success);
  return fc.constantFrom(...fit);
}
