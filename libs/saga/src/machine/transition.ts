import type { SagaDefinition } from '../definition/saga-definition.js';
import { stepsLeft } from './decide.js';
import type { SagaEvent } from './saga-event.js';
import { undoKey, type SagaState, type UndoneStep } from './saga-state.js';
import { isActive } from './saga-status.js';
import { undoPlan } from './undo-plan.js';

type EventOf<K extends SagaEvent['kind']> = Extract<SagaEvent, { kind: K }>;

/**
 * The state after an event. Pure: it knows no clock, no store and no Nest; everything that a saga becomes is decided here.
 *
 * A step that failed for good leaves the status as it is (`isFailing`), since steps beside it may still run; `closed` follows.
 */
export function transition(definition: SagaDefinition, state: SagaState, event: SagaEvent): SagaState {
  switch (event.kind) {
    case 'done':
      return done(definition, state, event);
    case 'exhausted':
      return { ...state, status: 'completed', rest: undefined, reason: undefined };
    case 'failed':
      return failed(definition, state, event);
    case 'interrupted':
      return { ...state, doubts: withName(state.doubts, event.step) };
    case 'taken-over':
      return takenOver(definition, state, event);
    case 'closed':
      return closed(definition, state, event);
    case 'undone':
      return withoutFirstUndo({ ...state, context: event.context }, 'compensated');
    case 'undo-failed':
      return undoFailed(definition, state, event);
    case 'rested':
      return rested(state, event);
    case 'stopped':
      return { ...state, status: 'stopped', error: event.error, reason: event.reason };
    case 'retried':
      return retried(state, event);
  }
}

/** Whether a step has failed for good and nothing was decided on it yet. */
export function isFailing(state: SagaState): boolean {
  return state.failedStep !== undefined && state.ends === undefined;
}

function done(definition: SagaDefinition, state: SagaState, event: EventOf<'done'>): SagaState {
  const { step: name, context, result, signal, changed } = event;
  const compensate = definition.steps.get(name)?.compensate;
  const entry = {
    step: name,
    ...(compensate === undefined ? {} : { compensate }),
    ...(signal === undefined ? {} : { signal }),
    ...(changed === undefined ? {} : { changed }),
  };
  const next: SagaState = {
    ...state,
    status: 'running',
    context,
    results: result === undefined ? state.results : { ...state.results, [name]: result },
    done: [...state.done, entry],
    doubts: withoutName(state.doubts, name),
    attempts: withoutKey(state.attempts, name),
    rest: undefined,
    reason: undefined,
    error: isFailing(state) ? state.error : undefined,
  };
  return !isFailing(next) && stepsLeft(definition, next).length === 0 ? { ...next, status: 'completed' } : next;
}

function failed(definition: SagaDefinition, state: SagaState, { step: name, error, verdict }: EventOf<'failed'>): SagaState {
  const failures = (state.attempts[name] ?? 0) + 1;
  const isDoubtful = verdict === 'unknown' || verdict === 'unstorable';
  const isFinal =
    verdict === 'refused' || verdict === 'unstorable' || failures > (definition.steps.get(name)?.retry.maxRetries ?? 0);
  return {
    ...state,
    status: 'running',
    attempts: { ...state.attempts, [name]: failures },
    doubts: isDoubtful ? withName(state.doubts, name) : state.doubts,
    rest: undefined,
    reason: undefined,
    error: isFailing(state) ? state.error : error,
    failedStep: state.failedStep ?? (isFinal ? name : undefined),
  };
}

/** Nobody wrote down what the dead node had begun: each step that may have been under way is in doubt. */
function takenOver(definition: SagaDefinition, state: SagaState, { underWay }: EventOf<'taken-over'>): SagaState {
  if (state.status === 'compensating' || !isActive(state.status)) return state;
  const begun = underWay ?? stepsLeft(definition, state).map(({ name }) => name);
  return { ...state, doubts: begun.reduce(withName, state.doubts) };
}

function closed(definition: SagaDefinition, state: SagaState, { ends, error, reason }: EventOf<'closed'>): SagaState {
  if (state.ends !== undefined) return state;
  const undo = undoPlan(definition, state);
  return ended({
    ...state,
    status: 'compensating',
    ends,
    undo,
    rest: undefined,
    error: error ?? state.error,
    reason,
  });
}

function withoutFirstUndo(state: SagaState, how: UndoneStep['how']): SagaState {
  const [item, ...undo] = state.undo ?? [];
  if (!item) return state;
  return ended({
    ...state,
    status: 'compensating',
    undo,
    undone: [...state.undone, { ...item, how }],
    doubts: how === 'failed' ? state.doubts : withoutName(state.doubts, item.step),
    attempts: withoutKey(state.attempts, undoKey(item.step)),
    rest: undefined,
    reason: undefined,
  });
}

function undoFailed(
  definition: SagaDefinition,
  state: SagaState,
  { step: name, error, isRefusal }: EventOf<'undo-failed'>,
): SagaState {
  const step = definition.steps.get(name);
  const failures = (state.attempts[undoKey(name)] ?? 0) + 1;
  const attempts = { ...state.attempts, [undoKey(name)]: failures };
  if (!isRefusal && failures <= (step?.retry.maxRetries ?? 0)) return { ...state, attempts, rest: undefined };
  const reason = `The compensation of "${name}" failed (${error.message}). Mend the cause, then retry the saga, with \`skip\` if you undid the step by hand.`;
  if (step?.independent) return { ...withoutFirstUndo({ ...state, attempts }, 'failed'), reason };
  return { ...state, attempts, status: 'compensation-failed', rest: undefined, reason };
}

/** The end is computed: everything is undone, was skipped by a person, or had nothing to undo. */
function ended(state: SagaState): SagaState {
  if (!state.undo || state.undo.length > 0) return state;
  const hasFailures = state.undone.some(({ how }) => how === 'failed');
  return { ...state, status: hasFailures ? 'compensation-failed' : (state.ends ?? 'compensated') };
}

function rested(state: SagaState, { rest, reason, context = state.context }: EventOf<'rested'>): SagaState {
  return { ...state, context, status: state.status === 'compensating' ? 'compensating' : 'waiting', rest, reason };
}

function retried(state: SagaState, { skip }: EventOf<'retried'>): SagaState {
  const again = { ...state, attempts: {}, reason: undefined };
  if (state.status === 'stopped')
    return { ...again, error: undefined, status: state.ends === undefined ? 'running' : 'compensating' };
  if (state.status !== 'compensation-failed') return state;
  const failures = state.undone.filter(({ how }) => how === 'failed');
  if (skip) return ended(skipped(again, failures.length > 0 && again.undo?.length === 0));
  const undo = [...failures.map(({ how: _how, ...item }) => item), ...(state.undo ?? [])];
  return { ...again, status: 'compensating', undo, undone: state.undone.filter(({ how }) => how !== 'failed') };
}

function skipped(state: SagaState, isLeftover: boolean): SagaState {
  if (!isLeftover) return withoutFirstUndo(state, 'skipped');
  const undone = state.undone.map((item) => (item.how === 'failed' ? { ...item, how: 'skipped' as const } : item));
  return { ...state, status: 'compensating', undone };
}

function withName(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names : [...names, name];
}

function withoutName(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names.filter((other) => other !== name) : names;
}

function withoutKey<V>(record: Readonly<Record<string, V>>, key: string): Readonly<Record<string, V>> {
  if (!(key in record)) return record;
  const { [key]: _value, ...rest } = record;
  return rest;
}
