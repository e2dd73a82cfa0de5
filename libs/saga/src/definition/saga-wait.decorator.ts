import type { Compensates, FirstParameter, StepResult } from './saga-step.decorator.js';
import type { StepContext } from './step-context.js';
import { declareStep } from './step-metadata.js';
import type { SagaWaitOptions } from './step-options.js';

/** An async method that takes the context, the signal's payload, and what is known of the attempt. */
type WaitMethod = (context: never, payload: never, step: StepContext, ...none: never[]) => Promise<unknown>;

type WaitDecorator<K extends string> = <M extends WaitMethod>(
  target: Compensates<K, FirstParameter<M>, StepResult<M>>,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Makes an async method a step that runs when a signal has come: `(context, payload, step)`. While it waits the saga holds no memory; a
 * signal that came before the wait began is kept for it. After `timeout` milliseconds without one the step fails.
 */
export function SagaWait(options: SagaWaitOptions<never>): WaitDecorator<never>;
export function SagaWait<const K extends string>(options: SagaWaitOptions<K> & { compensate: K }): WaitDecorator<K>;
export function SagaWait(options: SagaWaitOptions): WaitDecorator<string> {
  return (target, key) => declareStep(target, { kind: 'wait', method: String(key), options });
}
