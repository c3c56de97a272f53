import { Failure } from '../../errors.ts';
import type { WrittenChoice } from '../../report/filter-choices.ts';

/** `Severity=critical,high` of a command line. A comma inside a value is written `\,`. @throws Failure USAGE */
export function filterWord(word: string): WrittenChoice {
  const at = word.indexOf('=');
  if (at < 1) throw new Failure('USAGE', `${word} is no filter`, { hint: 'Write NAME=VALUE or NAME=VALUE,VALUE.' });
  const values = word.slice(at + 1).split(/(?<!\\),/);
  return [word.slice(0, at).trim(), values.map((value) => value.replaceAll('\\,', ','))];
}
