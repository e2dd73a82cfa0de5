import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  currentMessageContext,
  runInMessageContext,
  runInTransaction,
  StorageConnection,
  untilAborted,
  type AmbientTransaction,
  type MessageContext,
} from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import { BusContext } from '../context/bus-context.js';
import { runJoined } from './joined-unit.js';
import { BUS_PAUSE_POINTS, type BusPausePoints } from './pause-points.js';
import { UnitSlots } from './unit-slots.js';
import type { UnitOfWork } from './unit-of-work.js';
import { WriteSide } from './write-side.js';

/** The context of the work inside a unit of work that has just been opened. */
export type ContextIn = (transaction: AmbientTransaction) => MessageContext;

/** Opens units of work, or lets work join the one that it runs in. @internal */
@Injectable()
export class UnitsOfWork implements UnitOfWork {
  #slots?: UnitSlots;

  constructor(
    @Inject(WriteSide) readonly side: WriteSide,
    @Optional() @Inject(BUS_PAUSE_POINTS) readonly pauseAt?: BusPausePoints,
  ) {}

  /** See `UnitOfWork.run`. */
  run<R>(work: () => Promise<R>): Promise<R> {
    const problem = this.side.problem('UnitOfWork.run()');
    if (problem) return Promise.reject(problem);
    const current = currentMessageContext();
    return this.within(current, (transaction) => partOf(current, transaction), work);
  }

  /** The unit of work that is open here; absent outside of one. */
  get ambient(): AmbientTransaction | undefined {
    const transaction = currentMessageContext()?.transaction;
    return transaction?.database === this.side.database ? transaction : undefined;
  }

  /** The manager of a transaction that somebody else has opened here, on the same database. */
  get joinable(): EntityManager | undefined {
    const { database } = this.side;
    const manager = currentMessageContext()?.manager;
    if (!(database instanceof StorageConnection) || !manager?.queryRunner?.isTransactionActive) return undefined;
    return manager.dataSource === database.dataSource ? manager : undefined;
  }

  /**
   * Runs work in a unit of work: as a part of the one that is open, or of somebody else's transaction, or in one of its own.
   *
   * @param outer the work that it is done for: its limit and its signal end it
   */
  async within<R>(
    outer: MessageContext | undefined,
    contextIn: ContextIn,
    work: (transaction: AmbientTransaction) => Promise<R>,
  ): Promise<R> {
    const { ambient } = this;
    const inside = (transaction: AmbientTransaction) => runInMessageContext(contextIn(transaction), () => work(transaction));
    const signal = outer?.signal;
    if (ambient) return nested(ambient, inside, signal);
    const joined = this.joinable;
    if (joined) return runJoined(this.side.database, joined, inside, signal);
    await this.side.ready();
    const giveBack = await (this.#slots ??= new UnitSlots(this.side.atOnce)).take(signal);
    let ended: (() => void) | undefined;
    const onCommitting = () => {
      signal?.throwIfAborted();
      if (outer instanceof BusContext) ended = outer.beginCommit();
    };
    try {
      return await runInTransaction(this.side.database, inside, { signal, onCommitting, pauseAt: this.pauseAt });
    } finally {
      ended?.();
      giveBack();
    }
  }
}

/** A part that fails takes the whole with it, whether or not its error is caught: half of it may have been done. */
async function nested<R>(
  ambient: AmbientTransaction,
  work: (transaction: AmbientTransaction) => Promise<R>,
  signal: AbortSignal | undefined,
): Promise<R> {
  ambient.assertOpen();
  try {
    return await untilAborted(work(ambient), signal);
  } catch (error) {
    ambient.spoil(error);
    throw error;
  }
}

/** The context of a unit of work that is a part of what runs now, or all there is. */
function partOf(current: MessageContext | undefined, transaction: AmbientTransaction): MessageContext {
  if (current instanceof BusContext) return current.joining(transaction, { within: current });
  const { manager } = transaction;
  const own = { transaction, manager };
  if (!current) return { kind: 'unit-of-work', name: 'UnitOfWork', correlationId: randomUUID(), ...own };
  return { ...current, ...own, within: current };
}
