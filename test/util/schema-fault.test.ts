import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaFault, valueAt } from '../../src/util/schema-fault.ts';

const schema = z.object({
  share: z.number().min(0).max(1),
  count: z.int(),
  word: z.enum(['low', 'high']),
  name: z.string().min(1),
  list: z.array(z.string()).max(2),
  password: z.string(),
  day: z.string().refine((text) => text !== 'never', 'a day that never comes'),
});

/** What is said of one value where all others are good. */
function said(name: string, value: unknown, limits = {}): string {
  const good = { share: 0.5, count: 1, word: 'low', name: 'a', list: [], password: 'p', day: 'monday' };
  const all = { ...good, [name]: value };
  const issue = schema.safeParse(all).error?.issues[0];
  if (!issue) throw new Error('nothing was wrong');
  return schemaFault(issue.path.join('.'), issue, valueAt(all, issue.path), limits);
}

describe('what a schema refuses', () => {
  it.each([
    ['share', 1.7, 'share is 1.7; it must be at most 1'],
    ['share', -1, 'share is -1; it must be at least 0'],
    ['share', 'much', 'share is "much"; it must be a number'],
    ['count', 3.5, 'count is 3.5; it must be a whole number'],
    ['count', undefined, 'count is missing'],
    ['word', 'huge', 'word is "huge"; it must be one of low, high'],
    ['name', '', 'name is ""; it must not be empty'],
    ['list', ['a', 'b', 'c'], 'list is a list; it may have at most 2 entries'],
    ['list', ['a', 7], 'list.1 is 7; it must be text'],
    ['list', {}, 'list is an object; it must be a list'],
    ['day', 'never', 'day: a day that never comes'],
  ])('is said in a sentence: %s %j', (name, value, sentence) => {
    expect(said(name, value)).toBe(sentence);
  });

  it('names both ends where a number has two', () => {
    expect(said('share', 1.7, { min: 0, max: 1 })).toBe('share is 1.7; it must be from 0 to 1');
  });

  it('does not repeat a value that may be a secret', () => {
    expect(said('password', 1234)).toBe('password is not as it must be; it must be text');
  });

  it('cuts a long value', () => {
    expect(said('share', 'x'.repeat(500)).length).toBeLessThan(100);
  });
});
