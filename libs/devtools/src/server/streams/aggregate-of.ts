import type { AggregateClass, AggregateRoot } from '@ledgerline/event-sourcing';
import type { EventsPart } from '../application/suite.js';

/** The aggregate that a stream is of, as its name says. */
export interface AggregateOfStream {
  readonly aggregateClass: AggregateClass<AggregateRoot>;
  readonly id: string;
}

/** Undefined when no class is registered for the stream's category. */
export function aggregateOf(stream: string, { aggregates }: EventsPart): AggregateOfStream | undefined {
  const dash = stream.indexOf('-');
  const aggregateClass = dash === -1 ? undefined : aggregates.byName(stream.slice(0, dash));
  return aggregateClass && { aggregateClass: aggregateClass as AggregateClass<AggregateRoot>, id: stream.slice(dash + 1) };
}
