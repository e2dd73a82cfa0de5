import { randomUUID } from 'node:crypto';
import type { MessageContext } from '@ledgerline/storage';

/**
 * Where a piece of work comes from; shared by everything that one dispatch leads to. The ids are made when somebody asks for them.
 *
 * Works hold their lineage, not each other, so that a chain of dispatches without an end holds no memory.
 */
export class Lineage {
  #correlationId?: string;
  #causationId?: string;

  constructor(
    correlationId?: string,
    causationId?: string,
    readonly traceparent?: string,
  ) {
    this.#correlationId = correlationId;
    this.#causationId = causationId;
  }

  /** The lineage of what comes of a piece of work that somebody else runs: a subscription, a step of a saga. */
  static of({ correlationId, causationId, traceparent }: MessageContext): Lineage {
    return new Lineage(correlationId, causationId ?? correlationId, traceparent);
  }

  get correlationId(): string {
    return (this.#correlationId ??= randomUUID());
  }

  /** Id of the event or step that led here; where nothing recorded did, the first dispatch is the cause, under the correlation id. */
  get causationId(): string {
    return (this.#causationId ??= this.correlationId);
  }
}
