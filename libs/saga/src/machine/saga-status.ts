/** What a saga is doing, or how it ended. */
export type SagaStatus =
  | 'pending'
  | 'running'
  | 'waiting'
  | 'completed'
  | 'compensating'
  | 'compensated'
  | 'compensation-failed'
  | 'cancelled'
  | 'timed-out'
  | 'stopped';

/** Every status, in the order of a saga's life. */
export const SAGA_STATUSES: readonly SagaStatus[] = [
  'pending',
  'running',
  'waiting',
  'completed',
  'compensating',
  'compensated',
  'compensation-failed',
  'cancelled',
  'timed-out',
  'stopped',
];

const ACTIVE = new Set<SagaStatus>(['pending', 'running', 'waiting', 'compensating']);
const FINISHED = new Set<SagaStatus>(['completed', 'compensated', 'cancelled', 'timed-out']);

/** Whether the engine has still something to do. */
export function isActive(status: SagaStatus): boolean {
  return ACTIVE.has(status);
}

/** Whether nothing will ever be done any more; what waits for a person is neither active nor finished. */
export function isFinished(status: SagaStatus): boolean {
  return FINISHED.has(status);
}
