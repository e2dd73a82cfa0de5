import type { SagaDefinition } from '../definition/saga-definition.js';
import type { SagaState, UndoItem } from './saga-state.js';

/**
 * What is to be undone, next first: the steps in doubt, which belong to the stage that was under way, then what is done, the last first.
 * A step without a compensation has nothing to undo.
 */
export function undoPlan(definition: SagaDefinition, { done, doubts }: SagaState): UndoItem[] {
  const doubtful = [...doubts].reverse().flatMap((name): UndoItem[] => {
    const step = definition.steps.get(name);
    return step?.compensate && step.compensateInDoubt ? [{ step: name, compensate: step.compensate, inDoubt: true }] : [];
  });
  const certain = [...done].reverse().flatMap(({ step, compensate }): UndoItem[] => (compensate ? [{ step, compensate }] : []));
  return [...doubtful, ...certain];
}
