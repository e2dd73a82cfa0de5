import type { Clock } from '../clock/clock.js';

/** What `work` resolves to; rejects as a connection does that has timed out when that takes longer than `limit` milliseconds. */
export async function within<R>(work: Promise<R>, limit: number, clock: Clock): Promise<R> {
  let cancel: (() => void) | undefined;
  const over = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer within ${limit} ms`), { code: 'ETIMEDOUT' });
    cancel = clock.setTimer(() => reject(error), limit);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, over]);
  } finally {
    cancel?.();
  }
}
