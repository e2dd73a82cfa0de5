import { currentMessageContext, currentTraceparent } from '@ledgerline/storage';
import type { EventMetadata } from '../events/recorded-event.js';

/** The metadata of new events: what the caller gives, on top of the ids of the work that appends them. */
export function newEventMetadata(given: EventMetadata | undefined): EventMetadata | undefined {
  const context = currentMessageContext();
  const traceparent = currentTraceparent(context);
  if (!context) return traceparent === undefined ? given : { traceparent, ...given };
  const { correlationId, causationId } = context;
  return {
    correlationId,
    ...(causationId === undefined ? {} : { causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...given,
  };
}
