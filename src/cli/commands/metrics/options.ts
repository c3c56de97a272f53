import { type Command, InvalidArgumentError } from 'commander';
import { DIMENSIONS, type Dimension } from '../../../model/vocabulary.ts';
import { readMoment } from '../../../util/read-moment.ts';

/** --since and --until, which several subcommands have. */
export const addTimes = (command: Command, now: () => Date): Command =>
  command
    .option('--since <time>', 'ISO 8601, or a length before the end such as 30d or 12w', readTime(now))
    .option('--until <time>', 'ISO 8601 (default: now)', readTime(now));

const readTime =
  (now: () => Date) =>
  (text: string): Date => {
    const time = readMoment(text, now());
    if (time) return time;
    throw new InvalidArgumentError('A time like 2026-01-31, 2026-01-31T12:00:00Z, 30d or 12w is needed.');
  };

export function readDimension(text: string): Dimension {
  const found = DIMENSIONS.find((dimension) => dimension === text);
  if (!found) throw new InvalidArgumentError(`One of ${DIMENSIONS.join(', ')} is needed.`);
  return found;
}
