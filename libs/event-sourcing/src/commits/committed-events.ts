import type { AppendResult } from '../append/append-options.js';

/** Events that this process has appended, and that are durable now. */
export interface CommittedEvents {
  /** The objects that were given to the append, in their order. */
  readonly events: readonly object[];
  readonly result: AppendResult;
}

/** Hears of commits; must not throw. */
export type CommitListener = (committed: CommittedEvents) => void;
