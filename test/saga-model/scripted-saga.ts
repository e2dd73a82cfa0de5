import { NonRetryableError, Saga, SagaDelay, SagaStep, SagaWait, type SagaClass, type StepContext } from '@ledgerline/saga';
import { WELL, type Call, type Script } from './script.js';

/** What the saga remembers. */
export interface Memory {
  done?: number;
}

/** Told of each call of a step or compensation; what it returns is awaited, then the script goes on. */
export type OnCall = (method: string, call: Call, step: StepContext) => Promise<void>;

/** How far a script has come. */
export class Progress {
  readonly #numbers = new Map<string, number>();

  constructor(private readonly script: Script) {}

  /** What the next call of a method is to do. */
  peek(method: string): Call {
    const [, kind, index] = /^(step|undo)(\d+)$/.exec(method)!;
    const { calls, undo = [] } = this.script[Number(index)]!;
    return (kind === 'step' ? calls : undo)[this.#numbers.get(method) ?? 0] ?? WELL;
  }

  take(method: string): Call {
    const call = this.peek(method);
    this.#numbers.set(method, (this.#numbers.get(method) ?? 0) + 1);
    return call;
  }
}

/** A saga class that does as the script says. */
export function scriptedSaga(script: Script, progress: Progress, onCall: OnCall): SagaClass {
  class Scripted {}
  const method = (name: string, perform: (...parameters: never[]) => Promise<void>) =>
    Object.defineProperty(Scripted.prototype, name, { value: perform });
  const perform = async (name: string, context: Memory, step: StepContext) => {
    const call = progress.take(name);
    await onCall(name, call, step);
    if (call.deed === 'refuse') throw new NonRetryableError('refused');
    if (call.deed.endsWith('throw')) throw new Error('thrown');
    if (call.deed === 'hang' || call.deed === 'overrun') await untilAborted(step.signal);
    if (call.deed === 'deaf') await new Promise<never>(() => undefined);
    if (name.startsWith('step')) context.done = (context.done ?? 0) + 1;
  };
  for (const [index, { kind, undo, calls, maxRetries, retryDelay }] of script.entries()) {
    const isWait = kind.endsWith('signal');
    const name = `step${index}`;
    method(name, (context: Memory, ...rest: unknown[]) => perform(name, context, rest.at(-1) as StepContext));
    method(`undo${index}`, (context: Memory, step: StepContext) => perform(`undo${index}`, context, step));
    const timeout = calls.some(({ deed }) => deed === 'overrun') ? 0 : 2_000;
    const options = { maxRetries, retryDelay, compensationTimeout: 2_000, ...(undo ? { compensate: `undo${index}` } : {}) };
    const decorator = isWait
      ? SagaWait({ ...options, signal: 'go', attemptTimeout: timeout } as never)
      : kind === 'delay'
        ? SagaDelay(10_000, { ...options, attemptTimeout: timeout } as never)
        : SagaStep({ ...options, timeout } as never);
    (decorator as (target: object, key: string, descriptor: object) => void)(Scripted.prototype, name, {});
  }
  Saga({ name: 'model', timeout: 600_000, backoff: 1 })(Scripted);
  return Scripted;
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
