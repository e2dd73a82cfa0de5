import type { TransactionPoint } from '@ledgerline/storage';

/** Moments of a unit of work, or of an idempotent command, at which a test may stop or end a process. */
export type BusPausePoint = TransactionPoint | 'after-claim' | 'after-events';

/** Called at each of them; what it returns is awaited. */
export type BusPausePoints = (point: BusPausePoint) => Promise<void> | void;

/** Under which an application of a test provides {@link BusPausePoints}; nothing else does. @internal */
export const BUS_PAUSE_POINTS = Symbol('ledgerline:bus-pause-points');
