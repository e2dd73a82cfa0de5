import type { StepDefinition } from '../definition/saga-definition.js';
import { ContextClashException } from '../exceptions/context-clash.exception.js';
import { InvalidSagaDataException } from '../exceptions/invalid-saga-data.exception.js';
import type { SagaEvent } from '../machine/saga-event.js';
import type { SagaState } from '../machine/saga-state.js';
import { changesBetween, withChanges } from '../payload/context-changes.js';
import { storableText } from '../payload/storable-text.js';
import { sagaErrorOf } from '../results/saga-error.js';

/** What an attempt that settled well has brought. */
export interface DoneAttempt {
  readonly sagaId: string;
  readonly step: StepDefinition;
  /** Whether it ran beside others; then its changes are merged into theirs. */
  readonly isBeside: boolean;
  /** The context that it was given, as JSON. */
  readonly base: string;
  readonly context: object;
  readonly result: unknown;
  readonly signal?: number;
}

/** The event of a step that settled well: done, or failed for good when what came of it cannot be recorded. */
export function doneEvent(
  done: DoneAttempt,
  state: SagaState,
  stageOf: (step: string) => number | undefined,
  mostBytes: number,
): SagaEvent {
  const { step, base, result, signal } = done;
  const context = storableText(done.context, `the context after the step "${step.name}"`, mostBytes);
  if ('problem' in context) return unstorable(step, new InvalidSagaDataException(context.problem));
  const stored = result === undefined ? undefined : storableText(result, `what the step "${step.name}" returned`, mostBytes);
  if (stored && 'problem' in stored) return unstorable(step, new InvalidSagaDataException(stored.problem));
  const common = { kind: 'done', step: step.name, signal, result: stored && (JSON.parse(stored.text) as unknown) } as const;
  if (!done.isBeside) return { ...common, context: context.text };
  const changes = changesBetween(base, context.text);
  for (const { step: other, changed = [] } of state.done) {
    const key = stageOf(other) === step.stage ? changed.find((each) => changes.has(each)) : undefined;
    if (key !== undefined) return unstorable(step, new ContextClashException(done.sagaId, [other, step.name], key));
  }
  return { ...common, context: withChanges(state.context, changes), changed: [...changes.keys()] };
}

function unstorable({ name }: StepDefinition, error: Error): SagaEvent {
  return { kind: 'failed', step: name, error: sagaErrorOf(error), verdict: 'unstorable' };
}
