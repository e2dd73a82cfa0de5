import type { SagaView, StepRecord } from '@ledgerline/saga';
import type { Ledger } from './recovery-bench.js';

type Call = Awaited<ReturnType<Ledger['of']>>[number];

const STEPS = ['room', 'car', 'flight'];

/** What of a booking that has ended is not as S1 to S4 promise, by its history and the provider's books. */
export function problemsOf(view: SagaView, history: readonly StepRecord[], calls: readonly Call[]): string[] {
  const problems = [...keys(calls), ...order(calls), ...records(history), ...outcome(view, calls)];
  return problems.map((problem) => `${view.id} (${view.status}): ${problem}: ${calls.map(({ step }) => step).join(' ')}`);
}

/** S2, S4: whoever makes a call, and however often, its key is one. */
function* keys(calls: readonly Call[]): Generator<string> {
  for (const step of new Set(calls.map((call) => call.step))) {
    const used = new Set(calls.filter((call) => call.step === step).map(({ key }) => key));
    if (used.size !== 1) yield `${step} was called under ${used.size} keys`;
  }
}

/** S3: steps begin in their order, compensations in the reverse. What a paused node does late is later than its first call. */
function* order(calls: readonly Call[]): Generator<string> {
  const first = (step: string) => calls.findIndex((call) => call.step === step);
  const expected = [...STEPS, ...[...STEPS].reverse().map((step) => `${step}:undo`)];
  const places = expected.map((step) => first(step)).filter((place) => place >= 0);
  if (places.some((place, index) => index > 0 && place < places[index - 1]!)) yield 'steps began out of order';
}

/** S2: what is recorded as done was recorded once. */
function* records(history: readonly StepRecord[]): Generator<string> {
  const done = history.filter(({ outcome: how }) => how === 'ok').map(({ step, direction }) => `${direction} of ${step}`);
  for (const what of new Set(done)) if (done.filter((each) => each === what).length > 1) yield `${what} was recorded twice`;
}

/** S1, S3: a saga that completed has every effect and undid none; one that was compensated undid every effect. */
function* outcome({ status, context }: SagaView, calls: readonly Call[]): Generator<string> {
  const has = (step: string) => calls.some((call) => call.step === step);
  for (const step of STEPS) {
    if (status === 'completed' && (!has(step) || has(`${step}:undo`))) yield `${step} is not done`;
    if (status === 'compensated' && has(step) && !has(`${step}:undo`)) yield `${step} is not undone`;
  }
  const { rooms } = context as { rooms: number };
  if (rooms !== 1) yield `the context was changed ${rooms} times`;
}
