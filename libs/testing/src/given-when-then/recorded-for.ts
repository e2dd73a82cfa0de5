import { aggregateDefinition, type AggregateClass, type AggregateRoot, type RecordedEvent } from '@ledgerline/event-sourcing';

/** An event as the store would give it to an aggregate: for handlers that look at more than the event. */
export function recordedFor(aggregate: AggregateRoot, event: object, version: number): RecordedEvent {
  const { name } = aggregateDefinition(aggregate.constructor as AggregateClass);
  return {
    id: `00000000-0000-7000-8000-${String(version).padStart(12, '0')}`,
    event,
    type: event.constructor.name,
    schemaVersion: 1,
    stream: `${name}-${aggregate.id}`,
    version,
    partition: 0,
    position: version,
    recordedAt: new Date(version),
    metadata: {},
    token: String(version),
  };
}
