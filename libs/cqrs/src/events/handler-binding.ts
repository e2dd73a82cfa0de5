import type { ModuleRef } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { AsyncContext, type IEvent, type IEventHandler } from '@nestjs/cqrs';
import { runInMessageContext } from '@ledgerline/storage';
import { classOf } from '../binding/handled-class.js';
import type { Gauge } from '../buses/in-flight.js';
import type { BusEnvironment } from '../bus-environment.js';
import { BusContext } from '../context/bus-context.js';
import type { Lineage } from '../context/lineage.js';
import { Lanes } from './lanes.js';
import type { UnhandledErrors } from './unhandled-errors.js';

/** What a {@link HandlerBinding} works with. */
export interface BindingSurroundings {
  readonly moduleRef: ModuleRef;
  readonly errors: UnhandledErrors;
  readonly gauge: Gauge;
}

/** An event on its way to its handlers. */
export interface Delivery {
  /** What it is handled in order with. */
  readonly stream: unknown;
  /** Name of the event's class. */
  readonly name: string;
  readonly startedAt: number;
  readonly lineage?: Lineage;
  /** The application that it belongs to. */
  readonly home?: BusEnvironment;
  /** The handler that publishes it. */
  readonly lane?: LaneUse;
  /** Told of the error of each handler. */
  readonly onError?: (error: unknown) => void;
}

/** One handler of events, and how it is reached. */
export class HandlerBinding {
  readonly name: string;
  readonly #lanes = new Lanes();
  readonly #isSingleton: boolean;

  constructor(
    private readonly wrapper: InstanceWrapper<IEventHandler<IEvent>>,
    private readonly surroundings: BindingSurroundings,
  ) {
    this.name = classOf(wrapper).name;
    this.#isSingleton = wrapper.isDependencyTreeStatic();
  }

  /**
   * Hands an event to the handler, behind those before it in its stream. An error is reported, and does not come out.
   *
   * @returns when the handler has ended; `undefined` = it has
   */
  handle(event: IEvent, delivery: Delivery): Promise<void> | undefined {
    const { stream, lane: outer } = delivery;
    const work = () => this.#handle(event, delivery);
    // Who waits here for an event that this handler is to handle behind the one in hand would wait for ever.
    const ended = isWithin(outer, this, stream) ? work() : this.#lanes.run(stream, work);
    const { gauge } = this.surroundings;
    if (ended) gauge.track(ended);
    return ended;
  }

  #handle(event: IEvent, { stream, name, startedAt, lineage, home, lane: outer, onError }: Delivery): Promise<void> | undefined {
    const lane = { binding: this, stream, outer };
    const context = new BusContext({ kind: 'event', name, startedAt, lineage, home, lane, asyncContext: AsyncContext.of(event) });
    const fail = (error: unknown) => {
      this.surroundings.errors.report(`${this.name} failed on the event ${name}`, event, error, context);
      onError?.(error);
    };
    try {
      const result = runInMessageContext(context, () => this.#call(event));
      return isThenable(result) ? Promise.resolve(result).then(() => undefined, fail) : undefined;
    } catch (error) {
      fail(error);
      return undefined;
    }
  }

  #call(event: IEvent): unknown {
    return this.#isSingleton ? this.wrapper.instance.handle(event) : this.#handleInRequest(event);
  }

  async #handleInRequest(event: IEvent): Promise<unknown> {
    const asyncContext = AsyncContext.of(event) ?? new AsyncContext();
    const handler = await this.surroundings.moduleRef.resolve<IEventHandler>(classOf(this.wrapper), asyncContext.id, {
      strict: false,
    });
    return handler.handle(event);
  }
}

/** A handler at work on a stream, and the one at whose command it is at work. */
export interface LaneUse {
  readonly binding: HandlerBinding;
  readonly stream: unknown;
  readonly outer?: LaneUse;
}

function isWithin(use: LaneUse | undefined, binding: HandlerBinding, stream: unknown): boolean {
  for (let current = use; current; current = current.outer) {
    if (current.binding === binding && current.stream === stream) return true;
  }
  return false;
}

function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof (result as { then?: unknown } | null | undefined)?.then === 'function';
}
