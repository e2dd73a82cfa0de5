import { Logger } from '@nestjs/common';
import { AsyncContext } from '@nestjs/cqrs';
import type { CommittedEvents } from '@ledgerline/event-sourcing/backend';
import type { RecordedEvent } from '@ledgerline/event-sourcing';
import { runInMessageContext } from '@ledgerline/storage';
import type { BusEnvironment } from '../bus-environment.js';
import { BusContext } from '../context/bus-context.js';
import { Lineage } from '../context/lineage.js';
import type { UnhandledErrors } from './unhandled-errors.js';
import type { Watch } from './watch.js';

/** The event bus, as event sync sees it. */
export interface SyncedBus {
  readonly home: BusEnvironment;
  readonly errors: UnhandledErrors;
  /** Whether anybody would notice the event. */
  isHeard(event: object): boolean;
  /** Hands the event to the publisher, as one of this stream. */
  give(event: object, stream: string, asyncContext: AsyncContext | undefined): unknown;
  /** Looks on until what handles the event has ended. */
  watch(events: readonly object[]): Watch;
}

/**
 * Gives the events that this process commits to its event bus: after the commit, in the order of each stream, each once. What goes
 * wrong there is reported, and never reaches who appended.
 */
export class EventSync {
  readonly #logger = new Logger('EventBus');
  readonly #given = new WeakMap<object, Watch>();
  readonly #published = new WeakSet<object>();
  readonly #warned = new Set<string>();

  constructor(private readonly bus: SyncedBus) {}

  /** The store has made these events durable. */
  committed({ events, result }: CommittedEvents): void {
    for (const [index, event] of events.entries()) {
      if (!this.#published.has(event) && this.bus.isHeard(event)) this.#give(event, result.events[index]!);
    }
  }

  /**
   * The application publishes an event itself.
   *
   * @returns who looks on its handlers, when the event was committed before and so has been given to them
   */
  publishes(event: object): Watch | undefined {
    const watch = this.#given.get(event);
    if (watch) this.#warn(event.constructor.name);
    else this.#published.add(event);
    return watch;
  }

  #give(event: object, { id, stream, metadata }: RecordedEvent): void {
    const { home, errors } = this.bus;
    const { name } = event.constructor;
    const { correlationId, traceparent } = metadata;
    const lineage = new Lineage(correlationId, id, typeof traceparent === 'string' ? traceparent : undefined);
    const asyncContext = AsyncContext.of(event) ?? BusContext.current()?.asyncContext;
    const context = new BusContext({ kind: 'event', name, startedAt: home.clock.now(), lineage, home, asyncContext });
    const failed = (error: unknown) => errors.report(`The event publisher failed on the event ${name}`, event, error, context);
    this.#given.set(event, this.bus.watch([event]));
    try {
      const published = runInMessageContext(context, () => this.bus.give(event, stream, asyncContext));
      if (published instanceof Promise) published.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #warn(name: string): void {
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    this.#logger.warn(
      `The event ${name} is recorded, so event sync has given it to its handlers; publishing it as well does nothing. Remove the publication, or set \`eventSync: false\`.`,
    );
  }
}
