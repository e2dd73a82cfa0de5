import { currentMessageContext } from '@ledgerline/storage';
import type { EventMetadata } from '../events/recorded-event.js';

/** The metadata of new events: what the caller gives, on top of the ids of the work that appends them. */
export function newEventMetadata(given: EventMetadata | undefined): EventMetadata | undefined {
  const context = currentMessageContext();
  if (!context) return given;
  const { correlationId, causationId, traceparent } = context;
  return {
    correlationId,
    ...(causationId === undefined ? {} : { causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...given,
  };
}
