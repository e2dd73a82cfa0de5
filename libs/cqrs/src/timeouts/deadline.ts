import type { Clock } from '@ledgerline/storage';
import type { BusContext } from '../context/bus-context.js';

/** What ends a dispatch before its handler does. */
export interface Bounds {
  readonly clock: Clock;
  readonly context: BusContext;
  /** Milliseconds until the dispatch times out; 0 = never. */
  readonly timeout: number;
  /** The caller's signal. */
  readonly signal?: AbortSignal;
  /** Makes the exception of a timeout. */
  readonly timedOut: () => Error;
  /** Hears of an error that came when nobody was waiting any more. */
  readonly onLateError: (error: unknown) => void;
}

/**
 * The promise that a caller gets for work that may take too long: settled by the work, by the limit or by the caller's signal,
 * whichever is first. What comes later is dropped.
 */
export function bounded<R>(work: Promise<R>, { clock, context, timeout, signal, timedOut, onLateError }: Bounds): Promise<R> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = () => {
      isOver = true;
      cancelTimer?.();
      signal?.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: unknown) => {
      end();
      context.abort(reason);
      reject(reason as Error);
    };
    const onAbort = () => giveUp(signal!.reason);
    const cancelTimer =
      timeout > 0
        ? clock.setTimer(() => {
            context.outcome = 'timeout';
            giveUp(timedOut());
          }, timeout)
        : undefined;
    signal?.addEventListener('abort', onAbort);
    work.then(
      (result) => {
        if (isOver) return;
        end();
        resolve(result);
      },
      (error: unknown) => {
        if (isOver) return onLateError(error);
        end();
        reject(error as Error);
      },
    );
  });
}
