import { Counter, Gauge, type Registry } from 'prom-client';
import { projectionChannel, type ProjectionMessage, type ProjectionRunner, type ProjectionStatus } from '@ledgerline/cqrs';
import { categoryOf } from '@ledgerline/event-sourcing/backend';
import type { EventStoreMetrics } from './event-store-metrics.js';
import { subscribeToOperations } from './operation-subscription.js';

/** Where the projections stand, asked for at each scrape; every node tells the same, since it is in their database. */
export function registerProjectionStatus(registry: Registry, statuses: () => Promise<readonly ProjectionStatus[]>): void {
  const gauge = (name: string, help: string, value: (status: ProjectionStatus) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['projection'],
      registers: [registry],
      async collect() {
        const answer = await statuses().catch(() => []);
        this.reset();
        // Of one whose database is away only the past is known.
        for (const status of answer.filter(({ state }) => state !== 'disconnected'))
          this.set({ projection: status.name }, value(status));
      },
    });
  const position = ({ partitions }: ProjectionStatus) => partitions.reduce((sum, partition) => sum + partition.position, 0);
  gauge('ledgerline_projection_position', 'Position of the log up to which a projection has handled everything', position);
  gauge('ledgerline_projection_lag_events', 'Events of the log that a projection has not reached', ({ lag }) => lag);
  const lagSeconds = 'Age of the last event that a projection has handled, while others wait; else 0';
  gauge('ledgerline_projection_lag_seconds', lagSeconds, (status) => status.lagSeconds);
}

/** Counts what the projections of `runner` handle on this node from now on. Returns what ends it. */
export function watchProjections(
  registry: Registry,
  runner: ProjectionRunner,
  events: Pick<EventStoreMetrics, 'countReplayed'>,
): () => void {
  const errors = new Counter({
    name: 'ledgerline_projection_errors_total',
    help: 'Batches of events that a projection could not handle, tries included',
    labelNames: ['projection'],
    registers: [registry],
  });
  const onEnd = ({ name, outcome, recorded, rebuilding }: ProjectionMessage) => {
    if (outcome === 'error') errors.inc({ projection: name });
    if (outcome !== 'ok') return;
    const purpose = rebuilding ? 'rebuild' : 'subscription';
    for (const { stream } of recorded) events.countReplayed(categoryOf(stream), purpose, 1);
  };
  return subscribeToOperations(projectionChannel, { isOurs: (message) => message.runner === runner, onEnd });
}
