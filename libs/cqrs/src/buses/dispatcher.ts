import { Logger, type Type } from '@nestjs/common';
import type { AsyncContext } from '@nestjs/cqrs';
import { currentMessageContext, runInMessageContext, type Clock } from '@ledgerline/storage';
import { BusContext } from '../context/bus-context.js';
import type { DispatchTrace } from '../diagnostics/dispatch-trace.js';
import { bounded } from '../timeouts/deadline.js';
import { validated } from '../validation/validated.js';
import { dispatchContext } from './dispatch-context.js';
import { executeOptions, type ExecuteOptions } from './execute-options.js';
import { InFlight } from './in-flight.js';
import type { Route } from './route.js';
import { RouteTable } from './route-table.js';
import type { MessageKind } from './message-kind.js';

/**
 * What the command bus and the query bus do alike: context, time limit, validation, then the route's middleware and handler.
 */
export class Dispatcher {
  readonly #logger = new Logger('CqrsModule');
  readonly inFlight = new InFlight();
  readonly routes = new RouteTable();

  constructor(
    private readonly kind: MessageKind,
    private readonly trace: DispatchTrace,
    private readonly clock: Clock,
  ) {}

  /** Dispatches a message; whatever goes wrong rejects the promise. */
  execute(message: object, given: AsyncContext | ExecuteOptions | undefined): Promise<unknown> {
    const route = this.routes.find(message);
    if (!route) return Promise.reject(this.kind.missing(nameOf(message), this.routes.names()));
    const options = executeOptions(given);
    const timeout = this.#timeLeft(options?.timeout ?? route.timeout);
    const deadline = timeout > 0 ? this.clock.monotonic() + timeout : undefined;
    const context = dispatchContext(this.kind.name, route.name, this.clock.now(), options, deadline);
    const dispatch = () => this.#dispatch(route, message, context, options, timeout);
    return this.trace.isWatched ? this.trace.watch(route.name, context, dispatch) : dispatch();
  }

  #dispatch(route: Route, message: object, context: BusContext, options: ExecuteOptions | undefined, timeout: number) {
    const signal = options?.signal;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const work = runInMessageContext(context, () => this.#start(route, message, context));
    this.inFlight.add(work);
    if (timeout === 0 && !signal) return work;
    return bounded(work, {
      clock: this.clock,
      context,
      timeout,
      signal,
      timedOut: () => this.kind.timedOut(route.name, timeout),
      onLateError: (error) =>
        this.#logger.debug(`The ${this.kind.name} ${route.name} failed after its caller had given up: ${String(error)}`),
    });
  }

  #start({ name, validate, invoke }: Route, message: object, context: BusContext): Promise<unknown> {
    try {
      if (validate) {
        const refuse = this.kind.invalid;
        return validated(
          validate(message),
          context,
          (violations) => refuse(name, violations),
          () => invoke(message, context, context.asyncContext),
        );
      }
      return asPromise(invoke(message, context, context.asyncContext));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** A dispatch below another ends no later than that one. */
  #timeLeft(timeout: number): number {
    const outer = currentMessageContext();
    if (!(outer instanceof BusContext) || outer.deadline === undefined) return timeout;
    const left = Math.max(outer.deadline - this.clock.monotonic(), 1);
    return timeout === 0 ? left : Math.min(timeout, left);
  }
}

function asPromise(result: unknown): Promise<unknown> {
  return result instanceof Promise ? result : Promise.resolve(result);
}

function nameOf(message: unknown): string {
  return (message as { constructor?: Type } | null | undefined)?.constructor?.name ?? String(message);
}
