import { currentMessageContext, wholeWork, type MessageContext } from '@ledgerline/storage';
import { uuidV5, uuidV7 } from '../events/uuid.js';

/** Ids for the events of one append. */
export interface EventIds {
  readonly ids: readonly string[];
  /** Whether they may be stored already. */
  readonly mayRepeat: boolean;
  /**
   * Takes derived ids back, since the append was refused: the next one gets them, as it would when the work is done again and meets no
   * refusal. Appends that were begun beside it keep theirs.
   */
  readonly takeBack: () => void;
}

/** How many events a piece of work has appended so far: part of the ids that are derived from its key. */
const appendedBy = new WeakMap<MessageContext, number>();

/**
 * Ids for new events: derived from the idempotency key of the work that appends them, so that the same work done again repeats
 * them; else fresh.
 */
export function newEventIds(count: number): EventIds {
  const context = currentMessageContext();
  if (context?.idempotencyKey === undefined)
    return { ids: Array.from({ length: count }, () => uuidV7()), mayRepeat: false, takeBack: nothing };
  const work = wholeWork(context);
  const first = appendedBy.get(work) ?? 0;
  appendedBy.set(work, first + count);
  return {
    ids: Array.from({ length: count }, (_, index) => uuidV5(`${context.idempotencyKey}/${first + index}`)),
    mayRepeat: true,
    takeBack: () => {
      if (appendedBy.get(work) === first + count) appendedBy.set(work, first);
    },
  };
}

/** Ids that the caller gave. */
export function givenEventIds(ids: readonly string[]): EventIds {
  return { ids: ids.map((id) => id.toLowerCase()), mayRepeat: true, takeBack: nothing };
}

function nothing(): void {}
