import { Logger } from '@nestjs/common';
import { currentMessageContext, whenTransactionEnds } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { LogReads } from '../backends/event-backend.js';
import { UnitAppends, type UnitSurroundings } from './unit-appends.js';
import { UnitReads } from './unit-reads.js';

/**
 * What the operations of one store join without being told: the unit of work that they run in, or the open transaction of somebody else's
 * that is in the message context, such as that of a saga's step. Those on another database do not concern the log.
 */
export class AmbientWork {
  constructor(private readonly surroundings: UnitSurroundings) {}

  /** The unit of work, open or ended. */
  get unit(): UnitAppends | undefined {
    const transaction = currentMessageContext()?.transaction;
    if (transaction?.database !== this.surroundings.backend.database) return undefined;
    return transaction.part(this, () => new UnitAppends(transaction, this.surroundings));
  }

  /** The manager of a transaction that is not ours. */
  get manager(): EntityManager | undefined {
    const context = currentMessageContext();
    const manager = context?.manager;
    if (!manager?.queryRunner?.isTransactionActive || manager === context?.transaction?.manager) return undefined;
    return this.surroundings.backend.owns(manager) ? manager : undefined;
  }

  /** Reads that see what the work has written, and that take no second connection while it holds one. */
  get reads(): LogReads {
    const { backend } = this.surroundings;
    const { unit, manager } = this;
    if (unit?.transaction.isOpen) {
      const { manager: own } = unit.transaction;
      return new UnitReads(own ? backend.readsIn(own) : backend, unit);
    }
    return manager ? backend.readsIn(manager) : backend;
  }

  /** Does something when the work has committed, at once when it joins nothing; whether it is for later. */
  afterCommit(hook: () => Promise<void> | void, given?: EntityManager): boolean {
    const { unit } = this;
    if (unit && !given) {
      unit.transaction.afterCommit(hook);
      return true;
    }
    const manager = given ?? this.manager;
    if (!manager) return false;
    whenTransactionEnds(manager, { committed: () => void this.#logged(hook) });
    return true;
  }

  async #logged(hook: () => Promise<void> | void): Promise<void> {
    try {
      await hook();
    } catch (error) {
      new Logger('EventStore').error(`After a commit: ${String(error)}`);
    }
  }
}
