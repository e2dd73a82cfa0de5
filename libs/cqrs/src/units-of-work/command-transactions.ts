import { Inject, Injectable, type Type } from '@nestjs/common';
import type { Invoke } from '../buses/route.js';
import { IdempotentCommands } from '../idempotency/idempotent-commands.js';
import { keyOfCommand } from '../idempotency/idempotent.decorator.js';
import { isUnitOfWork } from './unit-of-work.js';
import { UnitsOfWork } from './units-of-work.js';

/** The two ways to a command's handler: without an idempotency key, and with one. */
export interface HandlerWays {
  readonly plain: Invoke;
  readonly keyed: Invoke;
}

/** Puts units of work and idempotency around the handlers of commands; nothing around those that want neither. */
@Injectable()
export class CommandTransactions {
  constructor(
    @Inject(UnitsOfWork) private readonly units: UnitsOfWork,
    @Inject(IdempotentCommands) private readonly idempotent: IdempotentCommands,
  ) {}

  /** @throws UnitOfWorkUnavailableException when handler or command want what this application has no database for */
  around(handler: Type, message: Type, handle: Invoke): HandlerWays {
    const keyOf = keyOfCommand(message);
    const isUnit = isUnitOfWork(handler);
    const problem = isUnit || keyOf ? this.units.side.problem(isUnit ? handler.name : message.name) : undefined;
    if (problem) throw problem;
    if (keyOf) this.idempotent.expect();
    const inUnit = isUnit ? this.#inUnit(handle) : handle;
    const byKey = this.idempotent.around(handle, inUnit);
    const byItsOwn: Invoke = (command, context, asyncContext) => byKey(command, context, asyncContext, keyOf!(command));
    return { plain: keyOf ? byItsOwn : inUnit, keyed: byKey };
  }

  #inUnit(handle: Invoke): Invoke {
    return (command, context, asyncContext) => {
      const run = async () => handle(command, context, asyncContext);
      return this.units.within(context, (transaction) => context.joining(transaction, {}), run);
    };
  }
}
