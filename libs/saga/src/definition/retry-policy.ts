/** How what failed is tried again; every default filled in. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly retryDelay: number;
  readonly backoff: number;
  readonly maxRetryDelay: number;
  readonly jitter: boolean;
}

/**
 * Milliseconds to wait before the next attempt: growing by `backoff` up to `maxRetryDelay`, and with `jitter` shortened by up to half.
 *
 * @param failures attempts that have failed, from 1
 * @param random a number in [0, 1)
 */
export function retryDelayOf(policy: RetryPolicy, failures: number, random: number): number {
  const full = Math.min(policy.retryDelay * policy.backoff ** (failures - 1), policy.maxRetryDelay);
  return policy.jitter ? full * (1 - random / 2) : full;
}
