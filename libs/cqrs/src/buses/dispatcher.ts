import { Logger, type Type } from '@nestjs/common';
import type { Token } from '@ledgerline/event-sourcing';
import type { AsyncContext } from '@nestjs/cqrs';
import { currentMessageContext, runInMessageContext } from '@ledgerline/storage';
import type { BusEnvironment } from '../bus-environment.js';
import { BusContext } from '../context/bus-context.js';
import type { DispatchTrace } from '../diagnostics/dispatch-trace.js';
import { Deadlines } from '../timeouts/deadlines.js';
import { validated } from '../validation/validated.js';
import { Dispatch, type DispatchSurroundings } from './dispatch.js';
import { dispatchContext } from './dispatch-context.js';
import { executeOptions, type ExecuteOptions } from './execute-options.js';
import { QUERY, type MessageKind } from './message-kind.js';
import type { Route } from './route.js';
import { RouteTable } from './route-table.js';

/** When a dispatch ends at the latest. */
interface Limit {
  /** Milliseconds; 0 = never. */
  readonly timeout: number;
  readonly deadline?: number;
  /** Whose time it is, when it is not its own. */
  readonly outer?: BusContext;
}

/** What the command bus and the query bus do alike: context, limits, validation, then the route's middleware and handler. */
export class Dispatcher {
  readonly #logger = new Logger('CqrsModule');
  readonly #deadlines = new Map<number, Deadlines>();
  readonly #surroundings = new Map<Route, DispatchSurroundings>();
  readonly routes = new RouteTable();

  constructor(
    private readonly kind: MessageKind,
    private readonly trace: DispatchTrace,
    private readonly environment: BusEnvironment,
  ) {}

  /** Dispatches a message; whatever goes wrong rejects the promise. */
  execute(message: object, given: AsyncContext | ExecuteOptions | undefined): Promise<unknown> {
    const route = this.routes.find(message);
    if (!route) return Promise.reject(this.kind.missing(nameOf(message), this.routes.names()));
    const options = executeOptions(given);
    const own = options?.timeout ?? route.timeout;
    const outer = currentMessageContext();
    const hurried = outer instanceof BusContext && outer.deadline !== undefined ? outer : undefined;
    if (own === 0 && !hurried && !options?.signal && !this.environment.isTracked && !this.trace.isWatched) {
      return this.#run(route, message, dispatchContext(this.environment, this.kind.name, route.name, options), options);
    }
    if (options?.signal?.aborted) return Promise.reject(options.signal.reason);
    return this.#dispatch(route, message, options, this.#limit(own, hurried));
  }

  #dispatch(route: Route, message: object, options: ExecuteOptions | undefined, limit: Limit): Promise<unknown> {
    const { timeout, deadline, outer } = limit;
    const context = dispatchContext(this.environment, this.kind.name, route.name, options, deadline);
    const told = this.trace.isWatched ? this.trace.message(route.name, context) : undefined;
    const dispatch = new Dispatch(this.#surroundingsOf(route), context, {
      timeout,
      outer,
      deadlines: timeout > 0 && timeout === route.timeout ? this.#deadlinesOf(timeout) : undefined,
      signal: options?.signal,
      onEnd: told && this.trace.ending(told),
    });
    const run = () => this.#run(route, message, context, options);
    dispatch.settleBy(told ? this.trace.start(told, run) : run());
    return dispatch.promise;
  }

  /** A dispatch below another ends no later than that one. */
  #limit(timeout: number, outer: BusContext | undefined): Limit {
    if (timeout === 0 && !outer) return { timeout };
    const now = this.environment.clock.monotonic();
    const left = outer ? Math.max(outer.deadline! - now, 1) : Infinity;
    return timeout === 0 || left < timeout
      ? { timeout: left, deadline: now + left, outer }
      : { timeout, deadline: now + timeout };
  }

  #run(route: Route, message: object, context: BusContext, options?: ExecuteOptions): Promise<unknown> {
    const { name, validate } = route;
    const invoke = (context.idempotencyKey !== undefined && route.invokeKeyed) || route.invoke;
    const call = options?.after === undefined ? invoke : this.#afterProjections(options.after, invoke);
    const work = () => {
      try {
        if (!validate) return asPromise(call(message, context, context.asyncContext));
        const refusal = (violations: Parameters<MessageKind['invalid']>[1]) => this.kind.invalid(name, violations);
        return validated(validate(message), context, refusal, () => call(message, context, context.asyncContext));
      } catch (error) {
        return Promise.reject(error as Error);
      }
    };
    return runInMessageContext(context, work);
  }

  /** A query that says after what it is to be answered waits for the projections, for as long as it may take as a whole. */
  #afterProjections(token: Token, invoke: Route['invoke']): Route['invoke'] {
    const { projections } = this.environment;
    if (this.kind !== QUERY || !projections) return invoke;
    return async (message, context, asyncContext) => {
      await projections.waitFor('all', token, context.isAbortable ? { timeout: 0, signal: context.signal } : {});
      return invoke(message, context, asyncContext);
    };
  }

  #surroundingsOf(route: Route): DispatchSurroundings {
    const existing = this.#surroundings.get(route);
    if (existing) return existing;
    const made = this.#makeSurroundings(route);
    this.#surroundings.set(route, made);
    return made;
  }

  #makeSurroundings({ name }: Route): DispatchSurroundings {
    const { kind, environment } = this;
    return {
      clock: environment.clock,
      gauge: environment.inFlight.gauge(`${kind.name} ${name}`),
      timedOut: (timeout) => kind.timedOut(name, Math.round(timeout)),
      onLateError: (error) =>
        this.#logger.debug(`The ${kind.name} ${name} failed after its caller had given up: ${String(error)}`),
    };
  }

  #deadlinesOf(timeout: number): Deadlines {
    const existing = this.#deadlines.get(timeout);
    if (existing) return existing;
    const made = new Deadlines(this.environment.clock);
    this.#deadlines.set(timeout, made);
    return made;
  }
}

function asPromise(result: unknown): Promise<unknown> {
  return result instanceof Promise ? result : Promise.resolve(result);
}

function nameOf(message: unknown): string {
  return (message as { constructor?: Type } | null | undefined)?.constructor?.name ?? String(message);
}
