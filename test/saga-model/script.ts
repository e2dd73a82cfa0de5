import * as fc from 'fast-check';

/**
 * What a call of a step or compensation does: it comes out well, throws, says a definite no, never settles until it is aborted, or not even
 * then, or asks for the saga to be cancelled meanwhile; `overrun` lasts until the saga is past its limit.
 */
export type Deed = 'ok' | 'throw' | 'refuse' | 'hang' | 'deaf' | 'cancel, ok' | 'cancel, throw' | 'overrun';

/**
 * How the node fares that makes the call: it dies before it, or in it when all is done, or at the write that follows, before the store has it
 * (`request`) or after (`answer`); or it sleeps at that write until others have long taken over, and wakes.
 */
export type Fate = 'lives' | 'before' | 'in' | 'request' | 'answer' | 'sleep';

/** One call; those that are not scripted go well. */
export interface Call {
  readonly deed: Deed;
  readonly fate: Fate;
}

export const WELL: Call = { deed: 'ok', fate: 'lives' };

/** A step, in the order of the saga. */
export interface StepScript {
  readonly kind: 'step' | 'delay' | 'early signal' | 'late signal';
  readonly calls: readonly Call[];
  /** The calls of its compensation, if it has one. */
  readonly undo?: readonly Call[];
  readonly maxRetries: number;
  /** Milliseconds between attempts: waited for in memory when short, in the store when long. */
  readonly retryDelay: number;
}

export type Script = readonly StepScript[];

const fate = fc.constantFrom<Fate>('lives', 'lives', 'lives', 'before', 'in', 'request', 'answer', 'sleep');
const forwards = fc.constantFrom<Deed>(
  'ok',
  'ok',
  'ok',
  'throw',
  'throw',
  'refuse',
  'hang',
  'deaf',
  'cancel, ok',
  'cancel, throw',
);
const backwards = fc.constantFrom<Deed>('ok', 'ok', 'throw', 'throw', 'refuse', 'hang', 'cancel, ok', 'cancel, throw');

const call = (deed: fc.Arbitrary<Deed>): fc.Arbitrary<Call> => fc.record({ deed, fate });
const overrun: fc.Arbitrary<Call> = fc.constant({ deed: 'overrun', fate: 'lives' });
const forwardCall = fc.oneof({ weight: 24, arbitrary: call(forwards) }, { weight: 1, arbitrary: overrun });

/** Random sagas with all that may happen to them. */
export const scripts: fc.Arbitrary<Script> = fc.array(
  fc.record({
    kind: fc.constantFrom<StepScript['kind']>('step', 'step', 'step', 'delay', 'early signal', 'late signal'),
    calls: fc.array(forwardCall, { maxLength: 3 }),
    undo: fc.option(fc.array(call(backwards), { maxLength: 3 }), { nil: undefined, freq: 4 }),
    maxRetries: fc.integer({ min: 0, max: 2 }),
    retryDelay: fc.constantFrom(0, 300, 5_000),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Deaths and sleeps of a script: what it was worth. */
export function faultsOf(script: Script): number {
  const calls = script.flatMap(({ calls: own, undo = [] }) => [...own, ...undo]);
  return calls.filter((each) => each.fate !== 'lives').length;
}
