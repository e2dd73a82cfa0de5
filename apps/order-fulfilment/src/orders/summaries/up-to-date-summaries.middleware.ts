import { Injectable } from '@nestjs/common';
import { ProjectionRunner, type BusContext, type BusMiddleware } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { ORDER_SUMMARY } from './order-summary.projection.js';

/** How long a question waits for the summaries, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Lets a question about the summaries wait until they show what was recorded before it was asked, whoever recorded it. A client that
 * knows the token of its own command would give that as `after` instead, and need not look at the log.
 */
@Injectable()
export class UpToDateSummaries implements BusMiddleware {
  constructor(
    private readonly store: EventStore,
    private readonly projections: ProjectionRunner,
  ) {}

  /** @throws ProjectionWaitException (504) when the projection stands still */
  async use(_question: unknown, next: () => Promise<unknown>, { signal }: BusContext): Promise<unknown> {
    for await (const { token } of this.store.readAll({ category: 'order', direction: 'backwards', limit: 1 })) {
      await this.projections.waitFor(ORDER_SUMMARY, token, { timeout: PATIENCE, signal });
    }
    return next();
  }
}
