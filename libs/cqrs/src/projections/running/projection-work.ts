import type { RecordedEvent } from '@ledgerline/event-sourcing';
import { runInMessageContext } from '@ledgerline/storage';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { EventContext } from '../definition/projection-context.js';
import type { ProjectionDefinition } from '../definition/projection-definition.js';
import type { ProjectionAdvance, ProjectionKey, ProjectionLedger } from '../ledger/projection-ledger.js';
import { EventWork } from './event-work.js';

/** Handles events of a projection and moves its checkpoint: both, or neither. */
export interface ProjectionWork {
  /** False when the right to it was lost, or the projection is to stand still: then nothing was done. */
  handle(key: ProjectionKey, events: readonly RecordedEvent[], advance: ProjectionAdvance, signal: AbortSignal): Promise<boolean>;
}

/** What both kinds of work need. */
export interface ProjectionWorkOptions {
  readonly definition: ProjectionDefinition;
  readonly ledger: ProjectionLedger;
  /** Whether an event is handled again, for a new model: `context.rebuilding`. */
  isRebuilding(recorded: RecordedEvent): boolean;
}

/**
 * The work in one transaction of the database that the projection writes to. The checkpoint is moved first: its row is locked from then
 * on, so that nobody can take the projection over before this transaction has ended, one way or the other.
 *
 * Round trips: three, and those of the handlers.
 */
export class TransactionalWork implements ProjectionWork {
  /**
   * @param database where the model is: the read database, or a shadow of it
   * @param begin what comes first in each transaction
   */
  constructor(
    private readonly options: ProjectionWorkOptions,
    private readonly database: () => Promise<DataSource>,
    private readonly begin?: (manager: EntityManager) => Promise<void>,
  ) {}

  async handle(
    key: ProjectionKey,
    events: readonly RecordedEvent[],
    advance: ProjectionAdvance,
    signal: AbortSignal,
  ): Promise<boolean> {
    const runner = (await this.database()).createQueryRunner();
    try {
      await runner.startTransaction();
      await this.begin?.(runner.manager);
      const isOurs = await this.options.ledger.advance(key, advance, runner.manager);
      if (isOurs) await handleEach(events, this.options, runner.manager, signal);
      await (isOurs ? runner.commitTransaction() : runner.rollbackTransaction());
      return isOurs;
    } catch (error) {
      await rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** The work of a projection that keeps its model in this process: the checkpoint follows the handler. */
export class MemoryWork implements ProjectionWork {
  constructor(private readonly options: ProjectionWorkOptions) {}

  async handle(
    key: ProjectionKey,
    events: readonly RecordedEvent[],
    advance: ProjectionAdvance,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { ledger } = this.options;
    const row = await ledger.renew(key, advance.epoch, advance.term);
    if (row?.mode !== 'running' || row.position !== advance.from) return false;
    await handleEach(events, this.options, undefined, signal);
    return ledger.advance(key, advance);
  }
}

/** Hands events to the projection's methods, one after the other, each in its context. */
export async function handleEach(
  events: readonly RecordedEvent[],
  { definition, isRebuilding }: Pick<ProjectionWorkOptions, 'definition' | 'isRebuilding'>,
  manager: EntityManager | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (const recorded of events) {
    const context = new EventContext(recorded, definition.name, manager, isRebuilding(recorded), signal);
    await runInMessageContext(new EventWork(definition.name, recorded, signal), () => definition.handle(recorded.event, context));
  }
}

/** A connection that is gone has rolled back by itself; the first error is the one that tells. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
}
