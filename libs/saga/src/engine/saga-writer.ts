import type { Clock } from '@ledgerline/storage';
import type { NewSaga, SagaWrite, Written } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import { SagaStoreUnavailableException } from '../exceptions/saga-store-unavailable.exception.js';
import { answerFrom } from './applied-write.js';
import { GroupCommit } from './group-commit.js';

const MAX_BATCH = 256;
/** Starts that may wait for a slow store, and characters of their contexts: as with appends, what is more is refused. */
const MOST_STARTS = 20_000;
const MOST_CHARACTERS = 128_000_000;
const FIRST_RETRY = 50;
const LONGEST_RETRY = 1_000;

/**
 * Records what becomes of the sagas of this node: one write for each completed step, shared by all that wait at the moment.
 *
 * A write is repeated until it has an answer: it is the same however often it is made, since it names the token. Somebody's lock on one
 * row, or one value that the database refuses, delays that saga alone.
 */
export class SagaWriter {
  readonly #writes: GroupCommit<SagaWrite, Written | undefined>;
  readonly #starts: GroupCommit<NewSaga, void>;
  readonly #waiting = { starts: 0, characters: 0 };

  constructor(
    private readonly store: SagaStore,
    private readonly clock: Clock,
  ) {
    const isUnavailable = (error: unknown) => store.isUnavailable(error);
    this.#writes = new GroupCommit({
      send: async (writes) => {
        const byId = new Map((await store.record(writes)).map((written) => [written.id, written]));
        return writes.map(({ id }) => byId.get(id));
      },
      isUnavailable,
      maxBatch: MAX_BATCH,
      lanes: 1,
    });
    this.#starts = new GroupCommit({
      send: async (sagas) => {
        await store.insert(sagas);
        return Array.from<void>({ length: sagas.length });
      },
      isUnavailable,
      maxBatch: MAX_BATCH,
      lanes: 1,
    });
  }

  /**
   * Inserts a saga under a generated id.
   *
   * @throws SagaStoreUnavailableException (503) when too many wait already
   */
  async start(saga: NewSaga): Promise<void> {
    const waiting = this.#waiting;
    const { length } = saga.context;
    const isFull = waiting.starts >= MOST_STARTS || waiting.characters + length > MOST_CHARACTERS;
    if (isFull && waiting.starts > 0) {
      const overload = new Error(`${waiting.starts} starts wait to be written, which is the limit`);
      throw new SagaStoreUnavailableException(this.store.shown, false, overload);
    }
    waiting.starts += 1;
    waiting.characters += length;
    try {
      await this.#starts.submit(saga);
    } finally {
      waiting.starts -= 1;
      waiting.characters -= length;
    }
  }

  /**
   * Records a write, trying again while the database is away or the row is held.
   *
   * @param mayWrite asked before each attempt; waits while this node is silent, and says whether the saga is still its own
   * @returns the answer, or nothing when the saga is no longer this node's
   * @throws the database's error when it refuses the write itself
   */
  async record(write: SagaWrite, mayWrite: () => Promise<boolean>): Promise<Written | undefined> {
    let delay = FIRST_RETRY;
    // The end of a child wakes its parent, so it locks two rows; it keeps out of batches, which lock in the order of ids.
    let isAlone = write.parent !== undefined;
    let isRepeated = false;
    while (await mayWrite()) {
      try {
        const written = isAlone ? await this.store.recordAlone(write) : await this.#writes.submit(write);
        if (written) return written;
        // The row is not as the write expects it: somebody else's by now, or so because the write was made and its answer lost.
        if (isAlone) return isRepeated ? answerFrom(await this.store.find(write.id), write) : undefined;
        isAlone = true;
      } catch (error) {
        if (!this.store.isUnavailable(error) && !this.store.isHeld(error)) throw error;
        isRepeated = true;
        await this.#pause(delay);
        delay = Math.min(delay * 2, LONGEST_RETRY);
      }
    }
    return undefined;
  }

  #pause(delay: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimer(resolve, delay));
  }
}
