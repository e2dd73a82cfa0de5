/** Moments at which a test may stop or end a process; `step` where there is one. */
export type PausePoint =
  | 'before-start'
  | 'after-start'
  | 'after-claim'
  | 'before-step'
  | 'after-step'
  | 'before-compensation'
  | 'after-compensation'
  | 'before-record'
  | 'after-record'
  | 'before-commit'
  | 'before-leave';

/** Called at each of them; what it returns is awaited. */
export type PausePoints = (point: PausePoint, sagaId: string, step?: string) => Promise<void> | void;

/** Under which an application of a test provides {@link PausePoints}; nothing else does. @internal */
export const SAGA_PAUSE_POINTS = Symbol('ledgerline:saga-pause-points');
