import { Inject, Injectable, Logger, Optional, type Type } from '@nestjs/common';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { BusEnvironment } from '../bus-environment.js';
import { classOf } from '../binding/handled-class.js';
import { DuplicateHandlerException } from '../exceptions/duplicate-handler.exception.js';
import { composeMiddleware } from '../middleware/compose-middleware.js';
import { MiddlewareRegistry } from '../middleware/middleware-registry.js';
import { CommandTransactions } from '../units-of-work/command-transactions.js';
import { timeoutOf } from '../timeouts/timeout-after.decorator.js';
import { Validators } from '../validation/validators.js';
import type { MessageKind } from './message-kind.js';
import type { Invoke, Route } from './route.js';
import type { RouteTable } from './route-table.js';

/** Puts routes together, each once, when its handler is bound. What is off is not in them. */
@Injectable()
export class RouteBuilder {
  readonly #logger = new Logger('CqrsModule');

  constructor(
    @Inject(BusEnvironment) readonly environment: BusEnvironment,
    @Optional() @Inject(MiddlewareRegistry) private readonly middleware?: MiddlewareRegistry,
    @Optional() @Inject(Validators) private readonly validators?: Validators,
    @Optional() @Inject(CommandTransactions) private readonly transactions?: CommandTransactions,
  ) {}

  /** Finds what routes are made of; before any is built. */
  async prepare(): Promise<void> {
    await this.middleware?.discover();
    await this.validators?.load();
  }

  /** @param handle reaches the handler itself, the way that Nest does */
  build(kind: MessageKind, wrapper: InstanceWrapper, message: Type, handle: Invoke): Route {
    const { commandTimeout, queryTimeout } = this.environment.options;
    const handler = classOf(wrapper);
    const middleware = this.middleware?.before(kind.name, handler) ?? [];
    const handles = kind.name === 'command' ? this.transactions?.around(handler, message, handle) : undefined;
    return {
      name: message.name,
      handler,
      module: wrapper.host?.name ?? 'no module',
      timeout: timeoutOf(handler, message) ?? (kind.name === 'command' ? commandTimeout : queryTimeout),
      validate: this.validators?.validatorOf(message),
      invoke: composeMiddleware(middleware, handles?.plain ?? handle),
      ...(handles && { invokeKeyed: composeMiddleware(middleware, handles.keyed) }),
    };
  }

  /**
   * Refuses a second handler for a message, or warns of it.
   *
   * @throws DuplicateHandlerException
   */
  assertFree(kind: MessageKind, routes: RouteTable, message: Type, wrapper: InstanceWrapper): void {
    const first = routes.get(message);
    if (!first) return;
    const second = { handler: classOf(wrapper).name, module: wrapper.host?.name ?? 'no module' };
    const duplicate = new DuplicateHandlerException(kind.name, message.name, [
      { handler: first.handler.name, module: first.module },
      second,
    ]);
    if (this.environment.options.duplicateHandlers === 'error') throw duplicate;
    this.#logger.warn(`${duplicate.message} The last one wins now.`);
  }
}
