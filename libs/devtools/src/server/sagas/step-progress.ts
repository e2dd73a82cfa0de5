import type { SagaDefinition } from '@ledgerline/saga';
import { stateOf, type SagaRow } from '@ledgerline/saga/backend';
import type { StepProgress } from '../../api/sagas.js';

type State = ReturnType<typeof stateOf>['state'];

/**
 * What became of each step: of those that the code has, in its order, and of those that the saga has done although the code no longer has them.
 */
export function stepProgress(row: SagaRow, definition: SagaDefinition | undefined): StepProgress[] {
  const { state } = stateOf(row);
  const done = state.done.map(({ step }) => step);
  const names = [
    ...new Set([...(definition?.steps.keys() ?? []), ...done, ...state.doubts, ...(row.failedStep ? [row.failedStep] : [])]),
  ];
  const stage = currentStage(definition, new Set(done));
  return names.map((name) => ({
    name,
    state: stateOfStep(name, row, state, stage),
    isInDoubt: state.doubts.includes(name),
    failures: state.attempts[`${name}:undo`] ?? state.attempts[name] ?? 0,
  }));
}

/** Names of the steps that are next: all of one stage that are not done. */
function currentStage(definition: SagaDefinition | undefined, done: ReadonlySet<string>): ReadonlySet<string> {
  const stage = definition?.stages.find((steps) => steps.some(({ name }) => !done.has(name))) ?? [];
  return new Set(stage.map(({ name }) => name).filter((name) => !done.has(name)));
}

function stateOfStep(name: string, row: SagaRow, state: State, stage: ReadonlySet<string>): StepProgress['state'] {
  const undone = state.undone.find(({ step }) => step === name);
  if (undone) return undone.how === 'failed' ? 'compensation-failed' : 'compensated';
  if (state.undo?.[0]?.step === name && row.status === 'compensating') return 'compensating';
  if (row.failedStep === name) return 'failed';
  if (state.done.some(({ step }) => step === name)) return 'done';
  if (!stage.has(name)) return 'remaining';
  if (row.status === 'waiting' && (state.rest === undefined || state.rest.step === name)) return 'waiting';
  return row.status === 'running' ? 'running' : 'remaining';
}
