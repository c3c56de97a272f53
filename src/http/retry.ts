export interface RetryPolicy {
  /** Attempts in all, the first among them. */
  attempts: number;
  /** Wait before the second attempt, in milliseconds; it doubles each time. */
  baseMs: number;
  /** Longest wait, in milliseconds. A server that asks for more (Retry-After) is not waited for. */
  maxMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 3, baseMs: 500, maxMs: 30_000 };

/** Answers that another attempt may change: too many requests, and a server or gateway that is briefly away. */
export const isRetryableStatus = (status: number): boolean => [429, 502, 503, 504].includes(status);

/**
 * Wait before attempt number `attempt` + 1 (attempt is 1-based), in milliseconds: exponential with full jitter over the
 * upper half, or what Retry-After says. Undefined when the server asks for longer than we wait.
 */
export function waitBefore(
  attempt: number,
  policy: RetryPolicy,
  random: () => number,
  retryAfterMs?: number,
): number | undefined {
  if (retryAfterMs !== undefined) return retryAfterMs > policy.maxMs ? undefined : retryAfterMs;
  const ceiling = Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1));
  return ceiling / 2 + random() * (ceiling / 2);
}

/** Retry-After as seconds or as an HTTP date (RFC 9110 §10.2.3) -> milliseconds from now; undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Waits; ends early by throwing the signal's reason when it is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
