import type { Clock } from '@ledgerline/storage';
import type { ProjectionLedger, ProjectionRow } from './projection-ledger.js';

/** The rows as this node saw them last: those who can do with what is a moment old share one query. */
export class LedgerView {
  #rows: readonly ProjectionRow[] = [];
  #seenAt = -Infinity;
  #looking?: Promise<readonly ProjectionRow[]>;

  constructor(
    private readonly ledger: ProjectionLedger,
    private readonly clock: Clock,
  ) {}

  /** What was seen last, however long ago. */
  get last(): readonly ProjectionRow[] {
    return this.#rows;
  }

  /** @param maxAge milliseconds that the rows may be old */
  async rows(maxAge = 0): Promise<readonly ProjectionRow[]> {
    if (this.clock.monotonic() - this.#seenAt < maxAge) return this.#rows;
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #look(): Promise<readonly ProjectionRow[]> {
    const askedAt = this.clock.monotonic();
    this.#rows = await this.ledger.rows();
    this.#seenAt = askedAt;
    return this.#rows;
  }
}

/** The row of what is served of a projection. */
export function liveRow(rows: readonly ProjectionRow[], name: string, partition: number): ProjectionRow | undefined {
  return rows.find((row) => row.name === name && row.partition === partition && row.role === 'live');
}
