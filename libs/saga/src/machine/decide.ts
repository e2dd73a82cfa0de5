import type { SagaDefinition, StepDefinition } from '../definition/saga-definition.js';
import type { SagaState, UndoItem } from './saga-state.js';

/** What is to be done next: run the steps of a stage that are left, end well since there are none, undo one, or nothing (a person must act). */
export type Decision =
  | { readonly kind: 'act'; readonly steps: readonly StepDefinition[] }
  | { readonly kind: 'complete' }
  | { readonly kind: 'undo'; readonly item: UndoItem; readonly step: StepDefinition }
  | { readonly kind: 'none' };

const NONE: Decision = { kind: 'none' };

/** What a saga does next; of its definition and its state alone. */
export function decide(definition: SagaDefinition, state: SagaState): Decision {
  switch (state.status) {
    case 'pending':
    case 'running':
    case 'waiting': {
      const steps = stepsLeft(definition, state);
      return steps.length > 0 ? { kind: 'act', steps } : { kind: 'complete' };
    }
    case 'compensating': {
      const item = state.undo?.[0];
      const step = item && definition.steps.get(item.step);
      return step ? { kind: 'undo', item, step } : NONE;
    }
    default:
      return NONE;
  }
}

/** The steps of the first stage that is not all done; none when everything is. */
export function stepsLeft({ stages }: SagaDefinition, { done }: SagaState): readonly StepDefinition[] {
  for (const stage of stages) {
    const left = stage.filter(({ name }) => !done.some(({ step }) => step === name));
    if (left.length > 0) return left;
  }
  return [];
}
