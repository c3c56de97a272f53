import { Failure } from '../../errors.ts';
import { nearest } from '../../util/nearest.ts';
import type { ObjectEntry, ObjectSet } from '../normalise/normalise.ts';

/**
 * What a person calls an object -> its UUID: UUID or its beginning, name, `kind:name`, or slug of a dashboard.
 * @throws Failure NOT_FOUND, USAGE when several have that name
 */
export function chooseObjects(words: readonly string[], ...sets: ObjectSet[]): string[] {
  const all = new Map<string, ObjectEntry>(sets.flatMap((set) => [...set]));
  return words.map((word) => {
    const found = [...all.values()].filter((each) => matches(each, word.toLowerCase()));
    const [first] = found;
    if (first && found.length === 1) return first.uuid;
    if (found.length > 1) {
      const words = found.map((each) => `${each.kind} ${each.uuid}`).join(', ');
      throw new Failure('USAGE', `${word} is the name of ${found.length} objects: ${words}`, {
        hint: 'Name it by its UUID.',
      });
    }
    const near = nearest(
      word,
      [...all.values()].map((each) => each.name),
    );
    throw new Failure(
      'NOT_FOUND',
      `there is no object ${word} in Git or on the target`,
      near ? { hint: `Did you mean: ${near}` } : {},
    );
  });
}

const matches = (each: ObjectEntry, word: string): boolean =>
  each.uuid === word ||
  (/^[0-9a-f-]{8,}$/.test(word) && each.uuid.startsWith(word)) ||
  each.name.toLowerCase() === word ||
  `${each.kind}:${each.name}`.toLowerCase() === word ||
  (typeof each.content.slug === 'string' && each.content.slug.toLowerCase() === word);
