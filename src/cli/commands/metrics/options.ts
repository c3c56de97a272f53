import { type Command, InvalidArgumentError } from 'commander';
import { DIMENSIONS, type Dimension } from '../../../analyze/metric.ts';
import { loadConfig } from '../../../config/config.ts';
import { openStore } from '../../../store/open.ts';
import type { Store } from '../../../store/store.ts';
import { readMoment } from '../../../util/read-moment.ts';
import type { Io } from '../../command.ts';

/** The project's database, for reading. */
export async function withStore<T>(io: Io, work: (store: Store) => Promise<T>): Promise<T> {
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  const store = await openStore({
    uri: config.database.reveal(),
    organization: config.organization,
    cwd: config.projectDir,
    onNotice: (message) => io.output.note(message),
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

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
