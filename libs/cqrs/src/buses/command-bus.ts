import { Inject, Injectable, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import {
  CommandBus as NestCommandBus,
  type AsyncContext,
  type Command,
  type ICommand,
  type ICommandHandler,
  type ICommandPublisher,
} from '@nestjs/cqrs';
import { classOf, handledCommand } from '../binding/handled-class.js';
import { CQRS_MODULE_OPTIONS } from '../binding/nest-cqrs-parts.js';
import { BusEnvironment } from '../bus-environment.js';
import type { CqrsModuleOptions } from '../cqrs-options.js';
import { commandChannel } from '../diagnostics/channels.js';
import { DispatchTrace } from '../diagnostics/dispatch-trace.js';
import { Dispatcher } from './dispatcher.js';
import type { ExecuteOptions } from './execute-options.js';
import { handlerCall } from './handler-call.js';
import { COMMAND } from './message-kind.js';
import { RouteBuilder } from './route-builder.js';

/**
 * Nest's command bus with limits of time, validation, middleware and a context below it. Inject it by this class or by Nest's.
 *
 * Without options it adds a context to Nest's own way, and nothing else.
 */
@Injectable()
export class CommandBus<CommandBase extends ICommand = ICommand> extends NestCommandBus<CommandBase> {
  readonly #routes: RouteBuilder;
  readonly #dispatcher: Dispatcher;
  readonly #ownPublisher?: ICommandPublisher<CommandBase>;

  constructor(
    moduleRef: ModuleRef,
    @Optional() @Inject(CQRS_MODULE_OPTIONS) options?: CqrsModuleOptions,
    @Optional() @Inject(RouteBuilder) routes?: RouteBuilder,
  ) {
    super(moduleRef, options);
    if (!options?.commandPublisher) this.#ownPublisher = this.publisher;
    this.#routes = routes ?? new RouteBuilder(new BusEnvironment(options));
    const { environment } = this.#routes;
    const trace = new DispatchTrace<CommandBus>(commandChannel, this as unknown as CommandBus, environment.clock);
    this.#dispatcher = new Dispatcher(COMMAND, trace, environment);
  }

  /**
   * Executes a command; everything that goes wrong rejects the promise.
   *
   * @param options limits and keys of this one dispatch, or an `AsyncContext` as in Nest
   * @throws MissingCommandHandlerException when no handler is bound for it
   * @throws CommandValidationException (400) when it breaks its own rules
   * @throws CommandTimeoutException (504) when its handler takes too long
   */
  override execute<R = void>(command: Command<R>, options?: AsyncContext | ExecuteOptions): Promise<R>;
  // Nest's own signature: a command that does not say what it returns has callers that know.
  // oxlint-disable-next-line typescript/no-explicit-any
  override execute<T extends CommandBase, R = any>(command: T, options?: AsyncContext | ExecuteOptions): Promise<R>;
  override execute<R>(command: object, options?: AsyncContext | ExecuteOptions): Promise<R> {
    return this.#dispatcher.execute(command, options) as Promise<R>;
  }

  /** Called by Nest for each handler that it finds. @throws DuplicateHandlerException */
  override bind<T extends CommandBase>(handler: InstanceWrapper<ICommandHandler<T>>, id: string): void {
    const message = handledCommand(classOf(handler));
    this.#routes.assertFree(COMMAND, this.#dispatcher.routes, message, handler);
    super.bind(handler, id);
    const viaNest = (command: object, context?: AsyncContext) => super.execute(command as T, context);
    const handle = handlerCall(handler, viaNest, (command) => this.#publish(command as T));
    this.#dispatcher.routes.add(message, this.#routes.build(COMMAND, handler, message, handle));
  }

  /** Nest's own publisher only tells those who observe the bus; mostly there are none. */
  #publish(command: CommandBase): void {
    if (this.publisher !== this.#ownPublisher || this.subject$.observed) this.publisher.publish(command);
  }
}
