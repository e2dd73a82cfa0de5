import type { EventBus as NestEventBus, IEvent } from '@nestjs/cqrs';
import type { BusEnvironment } from '../bus-environment.js';
import { BusContext } from '../context/bus-context.js';
import { AmbiguousApplicationException } from '../exceptions/ambiguous-application.exception.js';
import type { EventBus } from './event-bus.js';

/**
 * The event buses of the applications that run in this process. Nest's `@Publishable()` writes one bus into a class, which all
 * applications share; so what is written there asks here which application is at work.
 */
const running = new Map<BusEnvironment, EventBus>();

/** What `@Publishable()` classes publish to: the bus of the application at work, not that of the one that started first. */
export const publishableTarget = {
  publish: (event: IEvent) => busAtWork().publish(event),
  publishAll: (events: IEvent[]) => busAtWork().publishAll(events),
} as unknown as NestEventBus;

/** Makes an application's bus known to {@link publishableTarget}; returns how to take it back. */
export function runApplication(environment: BusEnvironment, bus: EventBus): () => void {
  running.set(environment, bus);
  return () => running.delete(environment);
}

/** @throws AmbiguousApplicationException */
function busAtWork(): EventBus {
  const home = BusContext.current()?.home;
  const bus = home && running.get(home);
  if (bus) return bus;
  if (running.size === 1) return [...running.values()][0]!;
  throw new AmbiguousApplicationException(running.size);
}
