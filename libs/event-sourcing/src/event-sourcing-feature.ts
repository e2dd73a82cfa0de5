import type { Type } from '@nestjs/common';
import { aggregateDefinition, type AggregateClass } from './aggregates/aggregate-definition.js';
import type { AggregateRegistry } from './aggregates/aggregate-registry.js';
import type { EventRegistry } from './events/event-registry.js';
import type { EventClass } from './events/event.js';
import type { UpcasterChain } from './upcasting/upcaster-chain.js';
import type { EventUpcaster } from './upcasting/upcaster.decorator.js';

/** What a feature module brings to event sourcing. */
export interface EventSourcingFeatureOptions {
  /** Aggregates; the events that their methods handle are registered with them. */
  readonly aggregates?: readonly AggregateClass[];
  /** Events that no aggregate handles. */
  readonly events?: readonly EventClass[];
  /** Injectable classes with `@Upcaster`. */
  readonly upcasters?: readonly Type<EventUpcaster>[];
}

/** One `forFeature`: registers what it brings when the application is put together. */
export class EventSourcingFeature {
  constructor(
    registry: EventRegistry,
    known: AggregateRegistry,
    chain: UpcasterChain,
    readonly aggregates: readonly AggregateClass[],
    events: readonly EventClass[],
    upcasters: readonly EventUpcaster[],
  ) {
    known.register(aggregates);
    for (const aggregate of aggregates) registry.register(aggregateDefinition(aggregate).events);
    registry.register(events);
    for (const upcaster of upcasters) chain.register(upcaster);
  }
}

/** A token of its own for each `forFeature`, so that several may stand in one module. */
export function featureToken(): symbol {
  return Symbol('ledgerline:event-sourcing-feature');
}
