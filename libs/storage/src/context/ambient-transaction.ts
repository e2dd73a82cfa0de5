import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TransactionEndedException } from '../exceptions/transaction-ended.exception.js';
import { TransactionSpoiledException } from '../exceptions/transaction-spoiled.exception.js';

/** What is done around a commit; a promise is waited for. */
export type TransactionHook = () => Promise<void> | void;

/**
 * A transaction that everything below a piece of work joins without being handed it, and that commits or rolls back as a whole.
 *
 * Who keeps something back until the commit has a part in it ({@link part}) and asks to be called before and after. It knows nothing
 * of what is kept, and of the database no more than which one it is.
 */
export class AmbientTransaction {
  readonly #parts = new Map<object, unknown>();
  readonly #beforeCommit: TransactionHook[] = [];
  readonly #atCommit: (() => void)[] = [];
  readonly #afterCommit: TransactionHook[] = [];
  readonly #atEnd: (() => void)[] = [];
  #state: 'open' | 'ending' | 'ended' = 'open';
  #spoiledBy?: { readonly error: unknown };

  constructor(
    /** The connection, or the memory space, that it is open on: the same object for everybody on one database. */
    readonly database: object,
    /** Its TypeORM manager; absent in memory. */
    readonly manager?: EntityManager,
  ) {}

  /** Whether work may still join. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** @throws TransactionEndedException when nothing may join any more */
  assertOpen(): void {
    if (this.#state !== 'open') throw new TransactionEndedException();
  }

  /** What `owner` keeps for this transaction, made by `create` on first use. */
  part<T>(owner: object, create: () => T): T {
    const existing = this.#parts.get(owner) as T | undefined;
    if (existing !== undefined) return existing;
    const made = create();
    this.#parts.set(owner, made);
    return made;
  }

  /** Lets nothing be committed: something in it failed, whether or not its error was caught. */
  spoil(error: unknown): void {
    this.#spoiledBy ??= { error };
  }

  /** Before the commit, in the order in which it was asked for; an error rolls back. In memory it must answer at once. */
  beforeCommit(hook: TransactionHook): void {
    this.#beforeCommit.push(hook);
  }

  /** In memory: the commit itself. It must not fail. */
  atCommit(apply: () => void): void {
    this.#atCommit.push(apply);
  }

  /** When it is committed; errors are logged. */
  afterCommit(hook: TransactionHook): void {
    this.#afterCommit.push(hook);
  }

  /** When it has ended, either way; must not throw. */
  atEnd(release: () => void): void {
    this.#atEnd.push(release);
  }

  /**
   * Runs what is to be done before the commit; nothing may join from now on. Answers at once when every hook does, so that a commit in
   * memory is one turn.
   *
   * @throws TransactionSpoiledException @internal
   */
  prepare(): Promise<void> | void {
    this.assertOpen();
    if (this.#spoiledBy) throw new TransactionSpoiledException(this.#spoiledBy.error);
    this.#state = 'ending';
    return this.#prepareFrom(0);
  }

  /** @internal */
  commitInMemory(): void {
    for (const apply of this.#atCommit) apply();
  }

  /** It is committed: resolves when everybody who waited for that has had their turn. @internal */
  async committed(): Promise<void> {
    this.#end();
    const pending = this.#afterCommit.map(async (hook) => hook());
    for (const outcome of await Promise.allSettled(pending)) {
      if (outcome.status === 'rejected') new Logger('Ledgerline').error(`After a commit: ${String(outcome.reason)}`);
    }
  }

  /** It is rolled back. @internal */
  rolledBack(): void {
    this.#end();
  }

  #prepareFrom(first: number): Promise<void> | void {
    for (let index = first; index < this.#beforeCommit.length; index++) {
      const pending = this.#beforeCommit[index]!();
      if (pending) return pending.then(() => this.#prepareFrom(index + 1));
    }
  }

  #end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    for (const release of this.#atEnd) release();
  }
}
