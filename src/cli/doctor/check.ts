import { Failure, messageOf } from '../../errors.ts';

/** One line of the doctor. A warning leaves something out of use; a failure is in the way of everything. */
export interface Check {
  name: string;
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  message: string;
  /** The command, or the words, that mend it. */
  fix?: string;
}

/** Runs one check; what it throws becomes its answer, with the hint as the way to mend it. */
export async function check(
  name: string,
  bad: 'warning' | 'failed',
  work: () => Promise<string> | string,
): Promise<Check> {
  try {
    return { name, status: 'ok', message: await work() };
  } catch (thrown) {
    const fix = thrown instanceof Failure ? { fix: thrown.hint } : {};
    return { name, status: bad, message: messageOf(thrown).split('\n')[0] ?? '', ...fix };
  }
}

export const skipped = (name: string, message: string): Promise<Check> =>
  Promise.resolve({ name, status: 'skipped', message });
