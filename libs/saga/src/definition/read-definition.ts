import { createHash } from 'node:crypto';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { SagaClass } from './context-of.js';
import { checkDefinition } from './check-definition.js';
import { nameOf, parallelGroups } from './parallel-groups.js';
import { sagaOptionsOf, type SagaOptions } from './saga.decorator.js';
import type { SagaDefinition, StepDefinition } from './saga-definition.js';
import { startBindingsOf } from './start-saga.decorator.js';
import { declaredSteps, type StepMetadata } from './step-metadata.js';

/** What reading a class gave: its definition, or every mistake in it. */
export type ReadDefinition = { readonly definition: SagaDefinition } | { readonly mistakes: readonly string[] };

/** Reads a saga class and checks it as a whole. */
export function readDefinition(sagaClass: SagaClass, defaults: ResolvedSagaOptions): ReadDefinition {
  const saga = sagaOptionsOf(sagaClass);
  if (!saga) return { mistakes: [`${sagaClass.name} is registered as a saga but has no @Saga({ name }).`] };
  const declared = inOrder(declaredSteps(sagaClass));
  const mistakes = checkDefinition(sagaClass, saga, declared, defaults);
  if (mistakes.length > 0) return { mistakes };
  const { groups } = parallelGroups(declared);
  const stages = groups.map((group, stage) => group.map((step) => stepOf(step, stage, saga, defaults)));
  const { name, version = 1, timeout = defaults.timeout } = saga;
  const steps = new Map(stages.flat().map((step) => [step.name, step]));
  const starts = startBindingsOf(sagaClass);
  return { definition: { sagaClass, name, version, fingerprint: fingerprintOf(stages), timeout, stages, steps, starts } };
}

/** Steps with an `order` first, by it; the others as they were declared. */
function inOrder(declared: readonly StepMetadata[]): StepMetadata[] {
  const placeOf = ({ options }: StepMetadata) => options.order ?? Infinity;
  return [...declared].sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)));
}

function stepOf(metadata: StepMetadata, stage: number, saga: SagaOptions, defaults: ResolvedSagaOptions): StepDefinition {
  const { options, kind, method } = metadata;
  const inherited = <K extends 'maxRetries' | 'retryDelay' | 'backoff' | 'maxRetryDelay' | 'jitter'>(option: K) =>
    (options[option] ?? saga[option] ?? defaults[option]) as ResolvedSagaOptions[K];
  const stepTimeout = saga.stepTimeout ?? defaults.stepTimeout;
  const timeout = (kind === 'step' ? metadata.options.timeout : metadata.options.attemptTimeout) ?? stepTimeout;
  return {
    kind,
    name: nameOf(metadata),
    method,
    stage,
    compensate: options.compensate,
    compensateInDoubt: options.compensateInDoubt ?? true,
    independent: options.independent ?? false,
    transactional: kind === 'step' && metadata.options.transactional === true,
    timeout,
    compensationTimeout: options.compensationTimeout ?? timeout,
    retry: {
      maxRetries: inherited('maxRetries'),
      retryDelay: inherited('retryDelay'),
      backoff: inherited('backoff'),
      maxRetryDelay: inherited('maxRetryDelay'),
      jitter: inherited('jitter'),
    },
    retryIf: options.retryIf,
    signal: kind === 'wait' ? metadata.options.signal : undefined,
    waitTimeout: kind === 'wait' ? (metadata.options.timeout ?? 0) : 0,
    delay: kind === 'delay' ? metadata.delay : 0,
  };
}

function fingerprintOf(stages: readonly (readonly StepDefinition[])[]): string {
  const shape = stages.map((steps) =>
    steps.map(({ kind, name, compensate, signal }) => [kind, name, compensate ?? null, signal ?? null]),
  );
  return createHash('sha256').update(JSON.stringify(shape)).digest('base64url').slice(0, 16);
}
