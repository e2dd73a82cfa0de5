import { currentMessageContext, type MessageContext } from '@ledgerline/storage';
import { uuidV5, uuidV7 } from '../events/uuid.js';

/** How many events a piece of work has appended so far: part of the ids that are derived from its key. */
const appendedBy = new WeakMap<MessageContext, number>();

/**
 * Ids for new events: derived from the idempotency key of the work that appends them, so that the same work done again repeats
 * them; else fresh.
 */
export function newEventIds(count: number): { ids: string[]; mayRepeat: boolean } {
  const context = currentMessageContext();
  if (context?.idempotencyKey === undefined) return { ids: Array.from({ length: count }, () => uuidV7()), mayRepeat: false };
  const first = appendedBy.get(context) ?? 0;
  appendedBy.set(context, first + count);
  return {
    ids: Array.from({ length: count }, (_, index) => uuidV5(`${context.idempotencyKey}/${first + index}`)),
    mayRepeat: true,
  };
}
