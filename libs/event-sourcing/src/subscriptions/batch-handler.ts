import { isConnectionError, LedgerlineException } from '@ledgerline/storage';
import type { RecordedEvent } from '../events/recorded-event.js';
import type { SubscriptionRetryOptions } from './subscribe-options.js';
import type { SubscriptionHandler } from './subscription.js';

/** Where an event stands. */
export interface EventPlace {
  readonly stream: string;
  readonly version: number;
  readonly position: number;
}

/** An event that could not be read, or that a handler could not take after all retries. */
export class PoisonEventError extends Error {
  constructor(
    readonly event: EventPlace,
    override readonly cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** What {@link handleBatch} needs of the share that runs it. */
export interface BatchSurroundings {
  readonly handler: SubscriptionHandler;
  readonly retry: Required<SubscriptionRetryOptions>;
  /** Waits, and tells whether to go on: false when the share is to stop or has lost its lease. */
  readonly pause: (delay: number) => Promise<boolean>;
  /** Notes that everything up to this event is handled. */
  readonly handled: (event: RecordedEvent) => Promise<boolean>;
}

/**
 * Hands a batch to the handler. A batch that fails is handed over again event by event, so that the one at fault is found and those
 * before it are not handled again each time; that one is retried with growing pauses.
 *
 * @returns false when the share was told to stop, or lost its lease, on the way
 * @throws PoisonEventError when an event still fails after the last retry
 * @throws what the handler threw, when it tells of a database that is away: that is not the event's fault, and no retry is used up
 */
export async function handleBatch(events: RecordedEvent[], surroundings: BatchSurroundings): Promise<boolean> {
  try {
    await surroundings.handler(events);
    return true;
  } catch (error) {
    if (isAway(error)) throw error;
    if (events.length === 1) return retryEvent(events[0]!, asError(error), surroundings);
  }
  for (const event of events) {
    try {
      await surroundings.handler([event]);
    } catch (error) {
      if (isAway(error)) throw error;
      if (!(await retryEvent(event, asError(error), surroundings))) return false;
    }
    if (!(await surroundings.handled(event))) return false;
  }
  return true;
}

async function retryEvent(event: RecordedEvent, first: Error, { handler, retry, pause }: BatchSurroundings): Promise<boolean> {
  let failure = first;
  for (let attempt = 0; attempt < retry.retries; attempt++) {
    if (!(await pause(Math.min(retry.delay * 2 ** attempt, retry.maxDelay)))) return false;
    try {
      await handler([event]);
      return true;
    } catch (error) {
      if (isAway(error)) throw error;
      failure = asError(error);
    }
  }
  throw new PoisonEventError(event, failure);
}

function isAway(error: unknown): boolean {
  return isConnectionError(error) || (error instanceof LedgerlineException && error.getStatus() === 503);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
