import { eventTypeName } from './event-type-name.js';
import type { SagaDefinition, StepDefinition } from '@ledgerline/saga';
import type { SagaDefinitionView, StepView } from '../../api/sagas.js';
import type { EventsPart } from '../application/suite.js';

/** A saga class as the code says it. */
export function sagaDefinitionView(definition: SagaDefinition, events: EventsPart | undefined): SagaDefinitionView {
  const { name, sagaClass, version, timeout, starts, steps } = definition;
  return {
    name,
    className: sagaClass.name,
    version,
    timeout,
    startedBy: starts.map(({ event }) => eventTypeName(event, events)),
    steps: [...steps.values()].map(stepView),
  };
}

function stepView(step: StepDefinition): StepView {
  const { name, method, kind, stage, compensate, transactional, timeout, retry, signal, waitTimeout, delay } = step;
  const { maxRetries, retryDelay, backoff, maxRetryDelay } = retry;
  return {
    name,
    method,
    kind,
    stage,
    ...(compensate === undefined ? {} : { compensate }),
    isTransactional: transactional,
    timeout,
    retry: { maxRetries, retryDelay, backoff, maxRetryDelay },
    ...(kind === 'wait' ? { signal, waitTimeout } : {}),
    ...(kind === 'delay' ? { delay } : {}),
  };
}
