import { InvalidArgumentError } from 'commander';
import type { Io } from './command.ts';

/** A parser of --port. */
export function portNumber(word: string): number {
  const port = Number(word);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  }
  return port;
}

/** Resolves at Ctrl-C. */
export const untilStopped = ({ signal }: Pick<Io, 'signal'>): Promise<void> =>
  new Promise((stopped) => {
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', () => stopped(), { once: true });
  });
