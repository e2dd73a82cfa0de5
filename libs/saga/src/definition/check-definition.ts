import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { SagaClass } from './context-of.js';
import { nameOf, parallelGroups } from './parallel-groups.js';
import type { SagaOptions } from './saga.decorator.js';
import type { StepMetadata } from './step-metadata.js';

/** Names become part of keys `saga/run/step`, so they hold no slash. */
const NAME = /^[A-Za-z0-9][\w .:-]{0,99}$/;
const NAME_RULE = '1 to 100 letters, digits, blanks and any of _ . : -, the first a letter or digit';

/** Every mistake in a saga class, a sentence for each. */
export function checkDefinition(
  sagaClass: SagaClass,
  saga: SagaOptions,
  steps: readonly StepMetadata[],
  defaults: ResolvedSagaOptions,
): string[] {
  const timeout = saga.timeout ?? defaults.timeout;
  const mistakes = [...checkSaga(saga), ...checkNames(steps), ...parallelGroups(steps).mistakes];
  for (const step of steps) {
    mistakes.push(...checkStep(step), ...checkWait(step, timeout), ...checkCompensation(sagaClass, step, steps));
  }
  return mistakes.map((mistake) => `${sagaClass.name}: ${mistake}`);
}

function* checkSaga(saga: SagaOptions): Generator<string> {
  if (typeof saga.name !== 'string' || !NAME.test(saga.name))
    yield `the name of @Saga must be ${NAME_RULE}; it is ${show(saga.name)}.`;
  const version = saga.version ?? 1;
  if (!Number.isSafeInteger(version) || version < 1 || version > 1_000_000_000)
    yield `the version of @Saga must be a positive integer; it is ${show(version)}.`;
  yield* checkNumbers('@Saga', saga, ['timeout', 'stepTimeout', 'maxRetries', 'retryDelay', 'maxRetryDelay']);
  yield* checkAttemptTimes('@Saga', saga, ['stepTimeout']);
}

function* checkNames(steps: readonly StepMetadata[]): Generator<string> {
  if (steps.length === 0) yield 'it has no step; decorate an async method with @SagaStep.';
  const seen = new Map<string, string>();
  const methods = new Set<string>();
  for (const step of steps) {
    const name = nameOf(step);
    if (methods.has(step.method)) yield `the method "${step.method}" has two decorators of a step; keep one.`;
    else if (seen.has(name)) yield `the steps "${seen.get(name)}" and "${step.method}" are both named "${name}"; rename one.`;
    if (!NAME.test(name)) yield `the name of the step "${step.method}" must be ${NAME_RULE}; it is ${show(name)}.`;
    methods.add(step.method);
    seen.set(name, step.method);
  }
}

function* checkStep(step: StepMetadata): Generator<string> {
  const what = `the step "${nameOf(step)}"`;
  const { options } = step;
  yield* checkNumbers(what, options as Readonly<Record<string, unknown>>, [
    'timeout',
    'attemptTimeout',
    'compensationTimeout',
    'maxRetries',
    'retryDelay',
    'maxRetryDelay',
  ]);
  const times = step.kind === 'wait' ? ['attemptTimeout'] : ['timeout', 'attemptTimeout'];
  yield* checkAttemptTimes(what, options, [...times, 'compensationTimeout']);
  if (options.backoff !== undefined && !(options.backoff >= 1))
    yield `backoff of ${what} must be 1 or more; it is ${show(options.backoff)}.`;
  if (options.order !== undefined && !Number.isFinite(options.order))
    yield `order of ${what} must be a number; it is ${show(options.order)}.`;
  if (step.kind === 'delay' && (!Number.isFinite(step.delay) || step.delay < 0))
    yield `the delay of ${what} must be 0 or more milliseconds; it is ${show(step.delay)}.`;
}

function* checkWait(step: StepMetadata, sagaTimeout: number): Generator<string> {
  if (step.kind === 'step') return;
  const what = `the ${step.kind} "${nameOf(step)}"`;
  if (step.kind === 'wait') {
    const { signal } = step.options;
    if (typeof signal !== 'string' || signal === '' || signal.length > 200)
      yield `${what} must name its signal, in 1 to 200 characters.`;
  }
  const duration = step.kind === 'wait' ? (step.options.timeout ?? 0) : step.delay;
  if (sagaTimeout > 0 && duration >= sagaTimeout)
    yield `${what} may last ${duration} ms, which is not less than the ${sagaTimeout} ms of the whole saga; raise the saga's timeout (0 = none).`;
}

function* checkCompensation(sagaClass: SagaClass, step: StepMetadata, steps: readonly StepMetadata[]): Generator<string> {
  const { compensate } = step.options;
  const what = `the step "${nameOf(step)}"`;
  if (typeof (sagaClass.prototype as Record<string, unknown>)[step.method] !== 'function') yield `${what} is no method.`;
  if (compensate === undefined) {
    if (step.options.independent) yield `${what} is independent but has no compensation; drop one or add the other.`;
    return;
  }
  if (typeof (sagaClass.prototype as Record<string, unknown>)[compensate] !== 'function')
    yield `${what} is compensated by "${compensate}", which is no method of the class.`;
  else if (steps.some(({ method }) => method === compensate))
    yield `${what} is compensated by "${compensate}", which is a step itself; give it a method of its own.`;
}

function* checkNumbers(what: string, values: object, names: readonly string[]): Generator<string> {
  for (const name of names) {
    const value = (values as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && (!Number.isFinite(value) || (value as number) < 0))
      yield `${name} of ${what} must be a number of 0 or more; it is ${show(value)}.`;
  }
}

/** Timers of the process reach so far, 24.8 days; what lasts longer is a wait, a delay, or the time limit of a saga. */
const LONGEST_ATTEMPT = 2 ** 31 - 1;

function* checkAttemptTimes(what: string, values: object, names: readonly string[]): Generator<string> {
  for (const name of names) {
    const value = (values as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'number' && value > LONGEST_ATTEMPT)
      yield `${name} of ${what} must be at most ${LONGEST_ATTEMPT} ms; it is ${show(value)}.`;
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
