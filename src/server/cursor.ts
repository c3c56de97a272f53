import { Failure } from '../errors.ts';

/** A place in a list that new rows do not move: the sort value and the id of the last row that was sent. */
export interface Cursor {
  value: string | number | null;
  id: number;
}

export const writeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString('base64url');

/** @throws Failure INPUT_INVALID */
export function readCursor(text: string | undefined): Cursor | null {
  if (!text) return null;
  try {
    const [value, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof id === 'number' && (value === null || typeof value === 'string' || typeof value === 'number')) {
      return { value, id };
    }
  } catch {
    // Said below.
  }
  throw new Failure('INPUT_INVALID', 'the cursor is none that was given out', {
    hint: 'Start again without a cursor.',
  });
}

/** @throws Failure INPUT_INVALID */
export function readLimit(text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw new Failure('INPUT_INVALID', `limit must be a whole number from 1 to ${most}`);
  }
  return limit;
}
