import { Logger } from '@nestjs/common';
import { systemClock, whenTransactionEnds, type Clock } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { CommitListener, CommittedEvents } from './committed-events.js';
import { StreamTurns } from './stream-turns.js';

/** How long an event waits for the news of a transaction that the database has ended already. */
const LONGEST_WAIT = 1_000;

/**
 * Tells, within this process, of the events that it has committed: after the commit, in the order of each stream, once. It knows
 * nothing of other processes, and what it has not told is not kept: whoever must not miss an event subscribes to the log.
 */
export class LocalCommits {
  readonly #logger = new Logger('EventStore');
  readonly #listeners = new Set<CommitListener>();
  readonly #turns = new StreamTurns();

  constructor(private readonly clock: Clock = systemClock) {}

  /** Calls back for each append that has become durable; returns how to stop. */
  listen(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Events are durable. */
  committed(committed: CommittedEvents): void {
    if (this.#listeners.size === 0) return;
    const { stream, version } = committed.result;
    this.#turns.take(stream, version, () => this.#tell(committed));
    if (!this.#turns.isWaiting(stream)) return;
    // Its stream was free for it, so what it waits for has ended; the news of that are on their way, or lost with a connection.
    this.clock.setTimer(() => this.#turns.skipBefore(stream, version), LONGEST_WAIT);
  }

  /** Events are written in a transaction that is still open: told of when that has committed, never when it is rolled back. */
  written(committed: CommittedEvents, manager: EntityManager): void {
    if (this.#listeners.size === 0) return;
    const { stream, version } = committed.result;
    const isAlive = () => manager.queryRunner?.isReleased === false;
    const end = this.#turns.keep(stream, version, isAlive);
    whenTransactionEnds(manager, {
      committed: () => end(() => this.#tell(committed)),
      rolledBack: () => end(undefined),
    });
  }

  #tell(committed: CommittedEvents): void {
    for (const listener of this.#listeners) {
      try {
        listener(committed);
      } catch (error) {
        this.#logger.error(`A listener to the commits of this process failed: ${String(error)}`);
      }
    }
  }
}
