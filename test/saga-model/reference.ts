import { WELL, type Call, type Script, type StepScript } from './script.js';

/** What is to be seen of a saga: the calls in their order, how it ends, and how many steps its context remembers. */
export interface Outcome {
  readonly calls: readonly string[];
  readonly status: string;
  readonly done: number;
}

type BadEnd = 'compensated' | 'cancelled' | 'timed-out';

/** What the way forward comes to. */
interface Forwards {
  readonly done: readonly number[];
  readonly doubt?: number;
  readonly bad?: BadEnd;
}

/**
 * The reference: what is to be seen of a saga, straight from the promises, with no regard to how the engine is made.
 *
 * @param isHeardAtOnce whether the node that runs it hears of a cancel before it records what the step came to; either may be
 */
export function reference(script: Script, isHeardAtOnce: boolean): Outcome {
  const calls: string[] = [];
  const { done, doubt, bad } = goForwards(script, isHeardAtOnce, calls);
  if (bad === undefined) return { calls, status: 'completed', done: done.length };
  const isUndone = goBack(script, done, doubt, calls);
  return { calls, status: isUndone ? bad : 'compensation-failed', done: done.length };
}

function goForwards(script: Script, isHeardAtOnce: boolean, calls: string[]): Forwards {
  const done: number[] = [];
  /** Whether the node that was to begin the next step has died, so that nobody knows whether it did. */
  let isNextInDoubt = false;
  for (const [index, step] of script.entries()) {
    const { isDone, isDoubtful, bad, diesAfter } = runStep(step, index, isNextInDoubt, isHeardAtOnce, calls);
    if (isDone) done.push(index);
    if (bad && !isDone) return { done, doubt: isDoubtful ? index : undefined, bad };
    // The next step may have been begun before the cancel came; the node that knows is dead.
    const mayHaveGoneOn = diesAfter && !isHeardAtOnce && index + 1 < script.length;
    if (bad) return { done, doubt: mayHaveGoneOn ? index + 1 : undefined, bad };
    isNextInDoubt = diesAfter && !restsBefore(script, index + 1);
  }
  return { done };
}

interface StepEnd {
  readonly isDone: boolean;
  readonly isDoubtful: boolean;
  readonly bad?: BadEnd;
  /** Whether the node died when the step's record was made. */
  readonly diesAfter: boolean;
}

function runStep(
  { calls: scripted, maxRetries }: StepScript,
  index: number,
  isInDoubt: boolean,
  isHeardAtOnce: boolean,
  calls: string[],
): StepEnd {
  let isDoubtful = isInDoubt;
  let failures = 0;
  // A step that is to outlast its saga has no time-out of its own.
  const isUnlimited = scripted.some((call) => call.deed === 'overrun');
  for (let number = 0; ; number++) {
    const { deed, fate }: Call = scripted[number] ?? WELL;
    if (fate !== 'before') calls.push(`step${index}`);
    const isOverrun = isUnlimited && (deed === 'overrun' || deed === 'hang' || deed === 'deaf');
    const isCancelled = fate !== 'before' && deed.startsWith('cancel');
    // Whoever dies or sleeps before the record leaves a step in doubt, whatever came of it; the attempt counts as none.
    if (fate !== 'lives' && fate !== 'answer') {
      isDoubtful = true;
      if (isCancelled) return { isDone: false, isDoubtful, bad: 'cancelled', diesAfter: false };
      if (isOverrun && (fate === 'request' || fate === 'sleep'))
        return { isDone: false, isDoubtful, bad: 'timed-out', diesAfter: false };
      continue;
    }
    const diesAfter = fate === 'answer';
    if (deed === 'ok') return { isDone: true, isDoubtful, diesAfter };
    if (deed === 'cancel, ok') return { isDone: true, isDoubtful, bad: 'cancelled', diesAfter };
    if (deed === 'refuse') return { isDone: false, isDoubtful, bad: 'compensated', diesAfter };
    isDoubtful = true;
    if (isOverrun) return { isDone: false, isDoubtful, bad: 'timed-out', diesAfter };
    failures += 1;
    if (isCancelled && (isHeardAtOnce || failures <= maxRetries))
      return { isDone: false, isDoubtful, bad: 'cancelled', diesAfter };
    if (failures > maxRetries) return { isDone: false, isDoubtful, bad: 'compensated', diesAfter };
  }
}

/** Whether the saga rests before a step by the very write that records the one before: then nobody has begun it. */
function restsBefore(script: Script, index: number): boolean {
  const kind = script[index]?.kind;
  return kind === 'delay' || (kind === 'late signal' && !script.some(isSignalledBefore(index)));
}

/** Signals that came early, and those that earlier waits have got. */
function isSignalledBefore(index: number): (step: StepScript, at: number) => boolean {
  return ({ kind }, at) => kind === 'early signal' || (kind === 'late signal' && at < index);
}

/** Whether everything could be undone. */
function goBack(script: Script, done: readonly number[], doubt: number | undefined, calls: string[]): boolean {
  const plan = [...(doubt === undefined ? [] : [doubt]), ...[...done].reverse()];
  for (const index of plan) {
    const { undo, maxRetries } = script[index]!;
    if (undo && !undoStep(undo, maxRetries, `undo${index}${index === doubt ? ' in doubt' : ''}`, calls)) return false;
  }
  return true;
}

function undoStep(undo: readonly Call[], maxRetries: number, name: string, calls: string[]): boolean {
  let failures = 0;
  for (let number = 0; ; number++) {
    const { deed, fate } = undo[number] ?? WELL;
    if (fate !== 'before') calls.push(name);
    if (fate !== 'lives' && fate !== 'answer') continue;
    if (deed === 'ok' || deed === 'cancel, ok') return true;
    failures += 1;
    if (deed === 'refuse' || failures > maxRetries) return false;
  }
}
