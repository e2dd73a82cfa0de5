import { Inject, Injectable, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import {
  QueryBus as NestQueryBus,
  type AsyncContext,
  type Query,
  type IQuery,
  type IQueryHandler,
  type IQueryPublisher,
  type IQueryResult,
} from '@nestjs/cqrs';
import { classOf, handledQuery } from '../binding/handled-class.js';
import { CQRS_MODULE_OPTIONS } from '../binding/nest-cqrs-parts.js';
import { BusEnvironment } from '../bus-environment.js';
import type { CqrsModuleOptions } from '../cqrs-options.js';
import { queryChannel } from '../diagnostics/channels.js';
import { DispatchTrace } from '../diagnostics/dispatch-trace.js';
import { Dispatcher } from './dispatcher.js';
import type { ExecuteOptions } from './execute-options.js';
import { handlerCall } from './handler-call.js';
import { QUERY } from './message-kind.js';
import { RouteBuilder } from './route-builder.js';

/**
 * Nest's query bus with limits of time, validation, middleware and a context below it. Inject it by this class or by Nest's.
 *
 * Without options it adds a context to Nest's own way, and nothing else.
 */
@Injectable()
export class QueryBus<QueryBase extends IQuery = IQuery> extends NestQueryBus<QueryBase> {
  readonly #routes: RouteBuilder;
  readonly #dispatcher: Dispatcher;
  readonly #ownPublisher?: IQueryPublisher<QueryBase>;

  constructor(
    moduleRef: ModuleRef,
    @Optional() @Inject(CQRS_MODULE_OPTIONS) options?: CqrsModuleOptions,
    @Optional() @Inject(RouteBuilder) routes?: RouteBuilder,
  ) {
    super(moduleRef, options);
    if (!options?.queryPublisher) this.#ownPublisher = this.publisher;
    this.#routes = routes ?? new RouteBuilder(new BusEnvironment(options));
    const { environment } = this.#routes;
    const trace = new DispatchTrace<QueryBus>(queryChannel, this as unknown as QueryBus, environment.clock);
    this.#dispatcher = new Dispatcher(QUERY, trace, environment);
  }

  /**
   * Executes a query; everything that goes wrong rejects the promise.
   *
   * @param options limits and keys of this one dispatch, or an `AsyncContext` as in Nest
   * @throws MissingQueryHandlerException when no handler is bound for it
   * @throws QueryValidationException (400) when it breaks its own rules
   * @throws QueryTimeoutException (504) when its handler takes too long
   */
  override execute<R>(query: Query<R>, options?: AsyncContext | ExecuteOptions): Promise<R>;
  // Nest's own signature: a query that does not say what it returns has callers that know.
  // oxlint-disable-next-line typescript/no-explicit-any
  override execute<T extends QueryBase, R = any>(query: T, options?: AsyncContext | ExecuteOptions): Promise<R>;
  override execute<R>(query: object, options?: AsyncContext | ExecuteOptions): Promise<R> {
    return this.#dispatcher.execute(query, options) as Promise<R>;
  }

  /** Called by Nest for each handler that it finds. @throws DuplicateHandlerException */
  override bind<T extends QueryBase, TResult extends IQueryResult>(
    handler: InstanceWrapper<IQueryHandler<T, TResult>>,
    id: string,
  ): void {
    const message = handledQuery(classOf(handler));
    this.#routes.assertFree(QUERY, this.#dispatcher.routes, message, handler);
    super.bind(handler, id);
    const viaNest = (query: object, context?: AsyncContext) => super.execute(query as T, context as AsyncContext);
    const handle = handlerCall(handler, viaNest, (query) => this.#publish(query as T));
    this.#dispatcher.routes.add(message, this.#routes.build(QUERY, handler, message, handle));
  }

  /** Nest's own publisher only tells those who observe the bus; mostly there are none. */
  #publish(query: QueryBase): void {
    if (this.publisher !== this.#ownPublisher || this.subject$.observed) this.publisher.publish(query);
  }
}
