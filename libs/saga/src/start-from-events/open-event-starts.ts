import { systemClock } from '@ledgerline/storage';
import type { EventRegistry, EventStore } from '@ledgerline/event-sourcing';
import type { SagaRegistry } from '../definition/saga-registry.js';
import { SagaDefinitionException } from '../exceptions/saga-definition.exception.js';
import type { SagaEngineHolder } from '../saga-engine-holder.js';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import { SagaStarter } from '../operations/saga-starter.js';
import { EventStarts } from './event-starts.js';

/** The event store of the application, where it has one. */
export interface EventSource {
  readonly events?: EventStore;
  readonly eventRegistry?: EventRegistry;
}

/**
 * What starts sagas from events; nothing when no saga wants it.
 *
 * @throws SagaDefinitionException when one does and there is no event store
 */
export function openEventStarts(
  { store, engine }: SagaEngineHolder,
  registry: SagaRegistry,
  options: ResolvedSagaOptions,
  { events, eventRegistry }: EventSource,
): EventStarts | undefined {
  const wanting = registry.all().filter(({ starts }) => starts.length > 0);
  if (wanting.length === 0) return undefined;
  if (!events || !eventRegistry) {
    const mistake = (name: string) =>
      `${name} has @StartSaga, but there are no events to start from; import EventSourcingModule.forRoot().`;
    throw new SagaDefinitionException(wanting.map(({ sagaClass }) => mistake(sagaClass.name)));
  }
  const starter = new SagaStarter(store, engine, options);
  return new EventStarts({ events, eventRegistry, registry, store, engine, starter, clock: systemClock });
}
