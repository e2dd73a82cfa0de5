import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import {
  AsyncContext,
  CommandBus as NestCommandBus,
  EventBus as NestEventBus,
  InvalidSagaException,
  UnhandledExceptionBus,
  type ICommand,
  type IEvent,
  type IEventHandler,
  type ISaga,
} from '@nestjs/cqrs';
import type { LocalCommits } from '@ledgerline/event-sourcing/backend';
import { runInMessageContext } from '@ledgerline/storage';
import { filter, Observable, mergeMap, pipe } from 'rxjs';
import { classOf } from '../binding/handled-class.js';
import { CQRS_MODULE_OPTIONS } from '../binding/nest-cqrs-parts.js';
import { BusEnvironment } from '../bus-environment.js';
import { drain } from '../buses/drain.js';
import { BusContext } from '../context/bus-context.js';
import type { CqrsModuleOptions } from '../cqrs-options.js';
import { HandlerBinding } from './handler-binding.js';
import { EventDelivery } from './event-delivery.js';
import { EventSync } from './event-sync.js';
import { publishArguments, type PublishOptions } from './publish-options.js';
import { SagaSubscription } from './saga-subscription.js';
import { UnhandledErrors } from './unhandled-errors.js';
import type { Watch } from './watch.js';

const DONE = Promise.resolve();

/**
 * Nest's event bus, with errors that stop nothing, events of a stream in order, and a publication that can be awaited. Inject it by
 * this class or by Nest's.
 */
@Injectable()
export class EventBus<EventBase extends IEvent = IEvent> extends NestEventBus<EventBase> {
  readonly #logger = new Logger('EventBus');
  readonly #commands: NestCommandBus;
  readonly #moduleRef: ModuleRef;
  readonly #environment: BusEnvironment;
  readonly #errors: UnhandledErrors;
  readonly #delivery: EventDelivery;
  readonly #bindings = new Map<unknown, HandlerBinding>();
  readonly #tooEarly = new Set<unknown>();
  readonly #ownPublisher?: unknown;
  #isBound = false;
  #sync?: EventSync;

  constructor(
    commandBus: NestCommandBus,
    moduleRef: ModuleRef,
    unhandledExceptionBus: UnhandledExceptionBus,
    @Optional() @Inject(CQRS_MODULE_OPTIONS) options?: CqrsModuleOptions,
    @Optional() @Inject(BusEnvironment) environment?: BusEnvironment,
  ) {
    super(commandBus, moduleRef, unhandledExceptionBus, options);
    if (!options?.eventPublisher) this.#ownPublisher = this.publisher;
    this.#commands = commandBus;
    this.#moduleRef = moduleRef;
    this.#environment = environment ?? new BusEnvironment(options);
    this.#errors = new UnhandledErrors(unhandledExceptionBus);
    this.#delivery = new EventDelivery(this.#environment, (eventClass) => this.eventIdProvider.getEventId(eventClass as never));
  }

  /**
   * Publishes an event. The promise resolves when it is on its way, with `{ wait: 'handlers' }` when its handlers have ended; it
   * rejects with their errors only under `rethrowUnhandled`.
   */
  override publish<TEvent extends EventBase>(event: TEvent, options?: PublishOptions): Promise<void>;
  override publish<TEvent extends EventBase>(event: TEvent, asyncContext: AsyncContext, options?: PublishOptions): Promise<void>;
  override publish<TEvent extends EventBase, TContext = unknown>(
    event: TEvent,
    dispatcherContext: TContext,
    asyncContext?: AsyncContext,
    options?: PublishOptions,
  ): Promise<void>;
  override publish(event: EventBase, ...given: unknown[]): Promise<void> {
    if (!this.#isBound) this.#warnOfEarly(event);
    const { dispatcher, asyncContext, isAwaited } = publishArguments(given);
    const synced = this.#sync?.publishes(event);
    if (synced) return isAwaited ? synced.ended(undefined, this.#environment.options.rethrowUnhandled) : DONE;
    if (dispatcher) this.#delivery.streams.note(event, dispatcher);
    return this.#outcome([event], isAwaited, () => super.publish(event, dispatcher, asyncContext as AsyncContext));
  }

  /** Publishes events, which are handled in this order; see {@link publish}. */
  override publishAll<TEvent extends EventBase>(events: TEvent[], options?: PublishOptions): Promise<void>;
  override publishAll<TEvent extends EventBase>(
    events: TEvent[],
    asyncContext: AsyncContext,
    options?: PublishOptions,
  ): Promise<void>;
  override publishAll<TEvent extends EventBase, TContext = unknown>(
    events: TEvent[],
    dispatcherContext: TContext,
    asyncContext?: AsyncContext,
    options?: PublishOptions,
  ): Promise<void>;
  override publishAll(events: EventBase[], ...given: unknown[]): Promise<void> {
    const { dispatcher, asyncContext, isAwaited } = publishArguments(given);
    const synced: Watch[] = [];
    const fresh = (events ?? []).filter((event) => {
      const watch = this.#sync?.publishes(event);
      if (watch) synced.push(watch);
      return !watch;
    });
    for (const event of fresh) {
      if (!this.#isBound) this.#warnOfEarly(event);
      this.#delivery.streams.note(event, dispatcher ?? events);
    }
    const outcome = this.#outcome(fresh, isAwaited, () => super.publishAll(fresh, dispatcher, asyncContext as AsyncContext));
    return isAwaited && synced.length > 0 ? this.#alsoEnded(outcome, synced) : outcome;
  }

  /** Publishes what this process commits, after the commit; returns how to stop. @internal */
  follow(commits: LocalCommits): () => void {
    const sync = new EventSync({
      home: this.#environment,
      errors: this.#errors,
      isHeard: (event) => this.#isHeard(event as EventBase),
      give: (event, stream, asyncContext) => this.#give(event as EventBase, stream, asyncContext),
      watch: (events) => this.#delivery.watch(events),
    });
    this.#sync = sync;
    return commits.listen((committed) => sync.committed(committed));
  }

  /** Called by Nest with the handlers that it finds. */
  override register(handlers: InstanceWrapper<IEventHandler<EventBase>>[] = []): void {
    this.#listen();
    super.register(handlers);
  }

  /** Called by Nest for each handler and event. */
  override bind(handler: InstanceWrapper<IEventHandler<EventBase>>, id: string): void {
    this.#listen();
    const binding = this.#bindingOf(handler);
    this.#delivery.add(binding, id);
    // Custom publishers apply these to streams of their own; in version 11 of Nest's package there are none.
    const operators = this.eventOperators as typeof this.eventOperators | undefined;
    const handle = async (event: EventBase) => binding.handle(event, this.#delivery.delivery(event));
    operators?.push(pipe(this.filterEventWithId(id), mergeMap(handle)));
  }

  /** Resolves when nothing is running in the buses of this application: no command, no query, no handler of events. For tests. */
  settled(): Promise<void> {
    return this.#environment.inFlight.settled();
  }

  /** Lets what is running end, within the grace period. @internal called by Nest */
  // oxlint-disable-next-line typescript/no-misused-promises -- Nest waits for what its hooks return
  override async onModuleDestroy(): Promise<void> {
    await drain(this.#environment);
    super.onModuleDestroy();
  }

  protected override registerSaga(saga: ISaga<EventBase>): void {
    if (typeof saga !== 'function') throw new InvalidSagaException();
    this.#listen();
    const commands = saga(this);
    if (!(commands instanceof Observable)) throw new InvalidSagaException();
    const gauge = this.#environment.inFlight.gauge(`saga ${saga.name}`);
    const observer = {
      eventsSeen: () => this.#delivery.seen,
      onError: (error: unknown) =>
        this.#errors.report(`The saga "${saga.name}" failed; it goes on with the next event`, saga.name, error),
      onCommand: (command: ICommand) => gauge.track(this.#executeFor(saga.name, command)),
    };
    this.subscriptions.push(
      new SagaSubscription(commands.pipe(filter((command) => !!command)), observer, this.#environment.clock),
    );
  }

  /** A saga's commands belong to what its event came of; they share neither its time limit nor its transaction. */
  async #executeFor(saga: string, command: ICommand): Promise<void> {
    const { clock } = this.#environment;
    const lineage = BusContext.current()?.lineage;
    const context = new BusContext({ kind: 'saga', name: saga, startedAt: clock.now(), lineage, home: this.#environment });
    try {
      await runInMessageContext(context, () => this.#commands.execute(command));
    } catch (error) {
      this.#errors.report(`The command ${command.constructor.name} of the saga "${saga}" failed`, command, error, context);
    }
  }

  #outcome(events: readonly EventBase[], isAwaited: boolean, publish: () => unknown): Promise<void> {
    const isRethrown = this.#environment.options.rethrowUnhandled;
    if (!isAwaited && !isRethrown) {
      const published = publish();
      if (published === undefined) return DONE;
      return (Array.isArray(published) ? Promise.all(published) : Promise.resolve(published)) as Promise<never>;
    }
    const watch = this.#delivery.watch(events);
    const ended = watch.ended(publish(), isRethrown);
    // The errors are in the log; who publishes without looking back is not to end the process.
    ended.catch(() => undefined);
    return ended;
  }

  async #alsoEnded(outcome: Promise<void>, synced: readonly Watch[]): Promise<void> {
    await Promise.all([outcome, ...synced.map((watch) => watch.ended(undefined, this.#environment.options.rethrowUnhandled))]);
  }

  #give(event: EventBase, stream: string, asyncContext: AsyncContext | undefined): unknown {
    this.#delivery.streams.note(event, stream);
    const isFree = asyncContext && !AsyncContext.isAttached(event) && Object.isExtensible(event);
    return super.publish(event, undefined, isFree ? asyncContext : (undefined as never));
  }

  /** Nest's own publisher only tells those who observe the bus: its handlers, by one subscription, sagas and the application. */
  #isHeard(event: EventBase): boolean {
    return this.publisher !== this.#ownPublisher || this.subject$.observers.length > 1 || this.#delivery.hasHandlers(event);
  }

  #listen(): void {
    if (this.#isBound) return;
    this.#isBound = true;
    this.subscriptions.push(this.subject$.subscribe((event) => this.#delivery.deliver(event)));
  }

  #bindingOf(handler: InstanceWrapper<IEventHandler<EventBase>>): HandlerBinding {
    const existing = this.#bindings.get(handler);
    if (existing) return existing;
    const name = classOf(handler).name;
    const gauge = this.#environment.inFlight.gauge(name);
    const made = new HandlerBinding(handler as never, { moduleRef: this.#moduleRef, errors: this.#errors, gauge });
    const twin = [...this.#bindings.keys()].find(
      (other) => classOf(other as typeof handler) === classOf(handler),
    ) as typeof handler;
    if (twin) {
      this.#logger.warn(
        `${name} is provided by ${twin.host?.name} and by ${handler.host?.name}, so each of its events is handled twice. Provide it once.`,
      );
    }
    this.#bindings.set(handler, made);
    return made;
  }

  #warnOfEarly(event: EventBase): void {
    const { name } = event.constructor;
    if (this.#tooEarly.has(name)) return;
    this.#tooEarly.add(name);
    this.#logger.warn(
      `The event ${name} is published before the application has initialised: no @EventsHandler and no saga gets it. Publish from \`onModuleInit\` on; in a test, call \`await module.init()\`.`,
    );
  }
}
