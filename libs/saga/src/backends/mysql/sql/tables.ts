import type { SagaStatus } from '../../../machine/saga-status.js';
import { isActive, isFinished } from '../../../machine/saga-status.js';

/** The tables of one schema: a prefix, since MySQL has no schemas within a database. */
export const sagas = (schema: string): string => `${schema}_sagas`;
export const signals = (schema: string): string => `${schema}_saga_signals`;
export const steps = (schema: string): string => `${schema}_saga_steps`;
export const nodes = (schema: string): string => `${schema}_nodes`;

/** What is left to do for a saga, as the index `sagas_work` has it: the engine goes on, a person must act, nothing. */
export const STATE = { active: 0, standing: 1, finished: 2 } as const;

export function stateOf(status: SagaStatus): number {
  return isActive(status) ? STATE.active : isFinished(status) ? STATE.finished : STATE.standing;
}

/** What a node may claim: nobody's, and the engine's to go on with. */
export const IS_IDLE = `s.owner IS NULL AND s.state = ${STATE.active}`;
