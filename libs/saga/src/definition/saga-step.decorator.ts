import type { SagaHandle } from '../results/saga-handle.js';
import type { SagaResult } from '../results/saga-result.js';
import type { StepContext } from './step-context.js';
import { declareStep } from './step-metadata.js';
import type { SagaStepOptions } from './step-options.js';

/** An async method that takes the context, and as second parameter what is known of the attempt. */
type StepMethod = (context: never, step: StepContext, ...none: never[]) => Promise<unknown>;

export type FirstParameter<M> = M extends (context: infer C, ...rest: never[]) => unknown
  ? unknown extends C
    ? never
    : C
  : never;

/** What a step's compensation sees as `step.result`: what the step returned, or how the saga came out whose handle it returned. */
export type StepResult<M> = M extends (...parameters: never[]) => Promise<infer R>
  ? R extends SagaHandle<infer C>
    ? SagaResult<C>
    : R
  : never;

/** A class with a method `K` that takes the context of the step that it undoes, and knows what that step returned. */
export type Compensates<K extends string, C, R> = { [P in K]: (context: C, step: StepContext<R>) => unknown };

type StepDecorator<K extends string> = <M extends StepMethod>(
  target: Compensates<K, FirstParameter<M>, StepResult<M>>,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Makes an async method a step. It runs at least once, under the same `step.idempotencyKey` each time; what it changes in the context and
 * what it returns (JSON) are recorded with its completion.
 *
 * @param options `compensate` names the method that undoes the step; its name and context are checked by type and at start-up
 */
export function SagaStep(options?: SagaStepOptions<never>): StepDecorator<never>;
export function SagaStep<const K extends string>(options: SagaStepOptions<K> & { compensate: K }): StepDecorator<K>;
export function SagaStep(options: SagaStepOptions = {}): StepDecorator<string> {
  return (target, key) => declareStep(target, { kind: 'step', method: String(key), options });
}
