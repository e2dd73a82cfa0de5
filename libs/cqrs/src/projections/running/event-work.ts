import type { RecordedEvent } from '@ledgerline/event-sourcing';
import type { MessageContext } from '@ledgerline/storage';

/** The message context in which a projection handles an event: what it does was caused by that event. */
export class EventWork implements MessageContext {
  readonly kind = 'projection';

  /** @param name of the projection */
  constructor(
    readonly name: string,
    private readonly recorded: RecordedEvent,
    readonly signal: AbortSignal,
  ) {}

  /** The request's that the event came of; the event's own id where none was recorded. */
  get correlationId(): string {
    return this.recorded.metadata.correlationId ?? this.recorded.id;
  }

  get causationId(): string {
    return this.recorded.id;
  }

  get traceparent(): string | undefined {
    const { traceparent } = this.recorded.metadata;
    return typeof traceparent === 'string' ? traceparent : undefined;
  }
}
