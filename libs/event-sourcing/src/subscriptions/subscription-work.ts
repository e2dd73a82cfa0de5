import { randomUUID } from 'node:crypto';
import type { MessageContext } from '@ledgerline/storage';
import type { RecordedEvent } from '../events/recorded-event.js';

/**
 * The message context in which a subscription hands over a batch: what its handler does came of these events. A batch of one event, or of
 * events of one request, belongs to that request; one that mixes requests belongs to none, and has an id of its own.
 */
export class SubscriptionWork implements MessageContext {
  readonly kind = 'subscription';
  #correlationId?: string;

  /** @param name of the subscription; one that belongs to its process has none */
  constructor(
    readonly name: string,
    private readonly events: readonly RecordedEvent[],
  ) {}

  get correlationId(): string {
    return (this.#correlationId ??= this.#commonCorrelation() ?? randomUUID());
  }

  /** The last event of the batch: all before it have led here as well. */
  get causationId(): string | undefined {
    return this.events.at(-1)?.id;
  }

  get traceparent(): string | undefined {
    const traceparent = this.events.length === 1 ? this.events[0]!.metadata['traceparent'] : undefined;
    return typeof traceparent === 'string' ? traceparent : undefined;
  }

  #commonCorrelation(): string | undefined {
    const ids = new Set(this.events.map(({ id, metadata }) => metadata.correlationId ?? id));
    return ids.size === 1 ? [...ids][0] : undefined;
  }
}
