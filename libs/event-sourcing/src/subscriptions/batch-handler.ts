import { isConnectionError, LedgerlineException } from '@ledgerline/storage';
import type { RecordedEvent } from '../events/recorded-event.js';
import type { ShareKeeper } from './share-keeper.js';
import type { SubscriptionRetryOptions } from './subscribe-options.js';

/** Where an event stands. */
export interface EventPlace {
  readonly stream: string;
  readonly version: number;
  readonly position: number;
}

/** An event that could not be read, or that a handler could not take after all retries. */
export class PoisonEventError extends Error {
  /** @param attempts times that it was tried */
  constructor(
    readonly event: EventPlace & { readonly id?: string; readonly type?: string },
    override readonly cause: Error,
    readonly attempts: number,
  ) {
    super(cause.message, { cause });
  }
}

/** What {@link handleBatch} needs of the share that runs it. */
export interface BatchSurroundings {
  readonly keeper: Pick<ShareKeeper, 'batchSize' | 'handle' | 'pass'>;
  readonly retry: Required<SubscriptionRetryOptions>;
  /** Waits, and tells whether to go on: false when the share is to stop or has lost its lease. */
  readonly pause: (delay: number) => Promise<boolean>;
}

/** What came of one stored event: nearly always one event, several when an upcaster split it. They are handled together or not at all. */
type Unit = RecordedEvent[];

/**
 * Hands events over in batches of the keeper's size. A batch that fails is handed over again event by event, so that the one at fault is
 * found and those before it are not handled again each time; that one is retried with growing pauses.
 *
 * @param to how far the log was looked at: the last batch leads there
 * @returns false when the share was told to stop, or lost its lease, on the way
 * @throws PoisonEventError when an event still fails after the last retry
 * @throws what the handler threw, when it tells of a database that is away: that is not the event's fault, and no retry is used up
 */
export async function handleBatch(
  events: readonly RecordedEvent[],
  to: number,
  surroundings: BatchSurroundings,
): Promise<boolean> {
  const units = unitsOf(events);
  for (let start = 0; start < units.length;) {
    const batch = units.slice(start, start + surroundings.keeper.batchSize);
    start += batch.length;
    if (!(await handleUnits(batch, start === units.length ? to : placeOf(batch.at(-1)!), surroundings))) return false;
  }
  return units.length > 0 || surroundings.keeper.pass(to);
}

async function handleUnits(units: readonly Unit[], to: number, surroundings: BatchSurroundings): Promise<boolean> {
  const { keeper } = surroundings;
  try {
    return await keeper.handle(units.flat(), to);
  } catch (error) {
    if (isAway(error)) throw error;
    if (units.length === 1) return retryUnit(units[0]!, to, asError(error), surroundings);
  }
  for (const unit of units) {
    const place = unit === units.at(-1) ? to : placeOf(unit);
    try {
      if (!(await keeper.handle(unit, place))) return false;
    } catch (error) {
      if (isAway(error)) throw error;
      if (!(await retryUnit(unit, place, asError(error), surroundings))) return false;
    }
  }
  return true;
}

async function retryUnit(unit: Unit, to: number, first: Error, { keeper, retry, pause }: BatchSurroundings): Promise<boolean> {
  let failure = first;
  for (let attempt = 0; attempt < retry.retries; attempt++) {
    if (!(await pause(Math.min(retry.delay * 2 ** attempt, retry.maxDelay)))) return false;
    try {
      return await keeper.handle(unit, to);
    } catch (error) {
      if (isAway(error)) throw error;
      failure = asError(error);
    }
  }
  throw new PoisonEventError(unit[0]!, failure, retry.retries + 1);
}

function unitsOf(events: readonly RecordedEvent[]): Unit[] {
  const units: Unit[] = [];
  for (const event of events) {
    const last = units.at(-1);
    if (last?.[0]!.position === event.position) last.push(event);
    else units.push([event]);
  }
  return units;
}

function placeOf(unit: Unit): number {
  return unit[0]!.position;
}

function isAway(error: unknown): boolean {
  return isConnectionError(error) || (error instanceof LedgerlineException && error.getStatus() === 503);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
