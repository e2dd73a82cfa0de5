import type { Clock } from '@ledgerline/storage';
import type { SagaRow } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import { SagaNotFoundException } from '../exceptions/saga-not-found.exception.js';
import { hasResult } from '../results/saga-result.js';

type Settle = (row: ResultRow | Error) => void;

/** What a result is made of. */
export type ResultRow = Pick<SagaRow, 'id' | 'status' | 'context' | 'progress' | 'failedStep' | 'error'>;

const FIRST_LOOK = 100;
const LONGEST_LOOK = 1_000;
const MOST_AT_ONCE = 500;
/** How long a saga may be missing whose starting transaction is still open. */
const PATIENCE = 5_000;

/**
 * Those who wait for results. A saga that ends on this node tells them at once; for the others one query looks after all, at most once a
 * second.
 */
export class ResultWaiters {
  readonly #waiting = new Map<string, Set<Settle>>();
  /** Sagas that were not there, by the monotonic time since when. */
  readonly #missing = new Map<string, number>();
  #cancelLook?: () => void;
  #delay = FIRST_LOOK;

  constructor(
    private readonly store: SagaStore,
    private readonly clock: Clock,
    private readonly isRunningHere: (id: string) => boolean,
  ) {}

  /** Resolves to the row when it has a result; rejects when there is no such saga for a while. `give up` by the returned function. */
  wait(id: string): { readonly row: Promise<ResultRow>; readonly giveUp: () => void } {
    let settle!: Settle;
    const row = new Promise<ResultRow>((resolve, reject) => {
      settle = (answer) => (answer instanceof Error ? reject(answer) : resolve(answer));
    });
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(settle));
    this.#delay = FIRST_LOOK;
    this.#lookLater();
    const giveUp = () => {
      waiting.delete(settle);
      if (waiting.size > 0 || this.#waiting.get(id) !== waiting) return;
      this.#waiting.delete(id);
      this.#missing.delete(id);
    };
    return { row, giveUp };
  }

  /** Tells those who wait for a saga how it ended, or why it cannot be said. */
  settle(id: string, answer: ResultRow | Error): void {
    this.#missing.delete(id);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const settle of waiting ?? []) settle(answer);
  }

  /** Nobody will be told any more. */
  stop(reason: Error): void {
    this.#cancelLook?.();
    for (const id of this.#waiting.keys()) this.settle(id, reason);
  }

  #lookLater(): void {
    if (this.#cancelLook || this.#waiting.size === 0) return;
    this.#cancelLook = this.clock.setTimer(() => {
      void this.#look().finally(() => {
        this.#cancelLook = undefined;
        this.#delay = Math.min(this.#delay * 1.5, LONGEST_LOOK);
        this.#lookLater();
      });
    }, this.#delay);
  }

  /** A saga that is not there may be in a transaction that commits soon; later it is none that will ever be. */
  #missIf(isMissing: boolean, id: string): void {
    if (!isMissing) {
      this.#missing.delete(id);
      return;
    }
    const now = this.clock.monotonic();
    const since = this.#missing.get(id) ?? now;
    this.#missing.set(id, since);
    if (now - since >= PATIENCE) this.settle(id, new SagaNotFoundException(id));
  }

  async #look(): Promise<void> {
    const ids = [...this.#waiting.keys()].filter((id) => !this.isRunningHere(id));
    for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
      const asked = ids.slice(start, start + MOST_AT_ONCE);
      try {
        const rows = await this.store.findMany(asked);
        for (const row of rows) if (hasResult(row.status)) this.settle(row.id, row);
        const found = new Set(rows.map(({ id }) => id));
        for (const id of asked) this.#missIf(!found.has(id), id);
      } catch (error) {
        // Away: asked again. Anything else would come again, too, so those who wait must hear of it.
        if (!this.store.isUnavailable(error)) for (const id of ids) this.settle(id, error as Error);
      }
    }
  }
}
