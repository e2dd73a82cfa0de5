import type { SafeHead } from '@ledgerline/event-sourcing/backend';

/** A transaction that has appended and is still open: nothing behind it is handed to subscribers. */
export interface HeldHead {
  /** The database's session that has it open; `null` where the database does not tell. */
  readonly pid: number | null;
  /** How long it has been open; 0 where the database does not tell. */
  readonly seconds: number;
}

/** Who holds the log back, the longest first. @param now milliseconds since the epoch */
export function heldHeads(heads: readonly SafeHead[], now: number): HeldHead[] {
  return heads
    .flatMap(({ heldBack }) => (heldBack ? [heldBack] : []))
    .map(({ pid, since }) => ({ pid, seconds: since ? Math.max(0, Math.round((now - since.getTime()) / 1_000)) : 0 }))
    .toSorted((one, other) => other.seconds - one.seconds);
}
