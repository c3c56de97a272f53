import { type ErrorCode, Failure } from '../../errors.ts';
import { sleep } from '../../http/retry.ts';

export interface Attempts {
  attempts: number;
  baseMs: number;
  maxMs: number;
}

/** What another attempt may mend: something was away or busy. Never what was refused, invalid or changed by others. */
const WORTH_IT: readonly ErrorCode[] = ['TARGET_UNREACHABLE', 'DB_UNREACHABLE', 'DB_LOCKED'];

/** Does the work again, after a wait that grows, as long as it fails for a reason that may pass. */
export async function retrying<T>(
  policy: Attempts,
  work: (attempt: number) => Promise<T>,
  options: { note: (text: string) => void; signal?: AbortSignal | undefined; random?: () => number },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (thrown) {
      const again = thrown instanceof Failure && WORTH_IT.includes(thrown.code) && attempt < policy.attempts;
      if (!again) throw thrown;
      const ceiling = Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1));
      const waitMs = ceiling * (0.5 + 0.5 * (options.random ?? Math.random)());
      options.note(
        `attempt ${attempt} of ${policy.attempts} failed: ${thrown.message}; again in ${(waitMs / 1000).toFixed(1)} s`,
      );
      await sleep(waitMs, options.signal);
    }
  }
}
