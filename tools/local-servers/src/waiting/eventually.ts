import { setTimeout as pause } from 'node:timers/promises';

/** How long {@link eventually} goes on asking. */
export interface EventuallyOptions {
  /** Milliseconds until it gives up; 10 000 unless told. */
  readonly timeout?: number;
  /** Milliseconds between two checks; 10 unless told. */
  readonly interval?: number;
  /** What is waited for, for the error message. */
  readonly until?: string;
}

/**
 * Asks again and again until `check` neither throws nor gives `false`, and returns what it gave.
 * So both `eventually(() => expect(seen).toEqual([1, 2]))` and `eventually(() => queue.isIdle)` work.
 * Fake timers do not stop it.
 *
 * @throws Error when the time is up, with the last failure in its message and as its cause
 */
export async function eventually<T>(check: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const { timeout = 10_000, interval = 10, until } = options;
  const deadline = performance.now() + timeout;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await check();
      if (answer !== false) return answer;
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) throw timeIsUp(timeout, until, failure);
    await pause(interval);
  }
}

function timeIsUp(timeout: number, until: string | undefined, failure: unknown): Error {
  const last =
    failure === undefined ? 'the check gave false' : failure instanceof Error ? failure.message : JSON.stringify(failure);
  return new Error(`Not within ${timeout} ms${until === undefined ? '' : `: ${until}`}. The last check: ${last}`, {
    cause: failure,
  });
}
