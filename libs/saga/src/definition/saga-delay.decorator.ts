import type { Compensates, FirstParameter, StepResult } from './saga-step.decorator.js';
import type { StepContext } from './step-context.js';
import { declareStep } from './step-metadata.js';
import type { SagaDelayOptions } from './step-options.js';

type DelayMethod = (context: never, step: StepContext, ...none: never[]) => Promise<unknown>;

type DelayDecorator<K extends string> = <M extends DelayMethod>(
  target: Compensates<K, FirstParameter<M>, StepResult<M>>,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Makes an async method a step that runs `delay` milliseconds after the step before it. Meanwhile the saga holds no memory, and the delay
 * goes on over restarts.
 */
export function SagaDelay(delay: number, options?: SagaDelayOptions<never>): DelayDecorator<never>;
export function SagaDelay<const K extends string>(
  delay: number,
  options: SagaDelayOptions<K> & { compensate: K },
): DelayDecorator<K>;
export function SagaDelay(delay: number, options: SagaDelayOptions = {}): DelayDecorator<string> {
  return (target, key) => declareStep(target, { kind: 'delay', method: String(key), delay, options });
}
