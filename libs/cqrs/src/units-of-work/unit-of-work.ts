import 'reflect-metadata';
import type { Type } from '@nestjs/common';

const MARK = Symbol('ledgerline:unit-of-work');

/**
 * One transaction on the write database, which is the event store's, for everything below: appends, saves and updates join it without
 * being handed a manager, and so do the application's own writes through `BusContext.current().manager`. It commits when the work has
 * ended, and rolls back when it throws. A unit of work inside of another is a part of that one.
 */
export interface UnitOfWork {
  /**
   * Runs `work` as a unit of work, and resolves with what it returns when that is committed.
   *
   * Inside a command the command's limit is its limit: what was given up is not committed.
   *
   * @throws UnitOfWorkUnavailableException (500) when the write database is not the event store's
   * @throws CommitOutcomeUnknownException (503) when the connection was lost during the commit
   * @throws TransactionSpoiledException (500) when a part of it failed and the error was caught
   */
  run<R>(work: () => Promise<R>): Promise<R>;
}

/** Both the decorator of a handler and the token under which a {@link UnitOfWork} is injected. */
export interface UnitOfWorkToken {
  /** On a command handler: each command is handled in a unit of work. */
  (): ClassDecorator;
  /** For injection only: a `UnitOfWork` is never made by hand. */
  new (notForYou: never): UnitOfWork;
}

/**
 * Makes each command of a handler a unit of work; or, injected, runs one anywhere.
 *
 * @example
 * ```ts
 * @UnitOfWork()
 * @CommandHandler(TransferMoney)
 * export class TransferMoneyHandler implements ICommandHandler<TransferMoney> {
 *   constructor(private readonly store: EventStore) {}
 *
 *   async execute({ from, to, amount }: TransferMoney) {
 *     await this.store.update(Account, from, (account) => account.withdraw(amount));
 *     await this.store.update(Account, to, (account) => account.deposit(amount));
 *     await BusContext.current()!.manager!.insert(Transfer, { from, to, amount });
 *   }
 * }
 * ```
 */
export const UnitOfWork = function UnitOfWork(): ClassDecorator {
  return (target) => Reflect.defineMetadata(MARK, true, target);
} as UnitOfWorkToken;

/** Whether a handler's class has the decorator. */
export function isUnitOfWork(handler: Type): boolean {
  return Reflect.hasMetadata(MARK, handler);
}
