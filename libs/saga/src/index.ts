// Module
export { SagaModule } from './saga.module.js';
export type { SagaModuleOptions } from './saga-module-options.js';
export { migrateSagaStore, sagaStoreSchemaSql } from './migrate-saga-store.js';

// Definitions
export { Saga, type SagaOptions } from './definition/saga.decorator.js';
export { SagaStep } from './definition/saga-step.decorator.js';
export { SagaWait } from './definition/saga-wait.decorator.js';
export { SagaDelay } from './definition/saga-delay.decorator.js';
export { StartSaga, type StartMapping } from './definition/start-saga.decorator.js';
export type { RetryOptions, SagaDelayOptions, SagaStepOptions, SagaWaitOptions, StepOptions } from './definition/step-options.js';
export type { StepContext } from './definition/step-context.js';
export type { ContextOf, SagaClass } from './definition/context-of.js';
export type { SagaDefinition, StepDefinition } from './definition/saga-definition.js';

// Running
export { SagaRunner, type ExecuteOptions, type SagaFilter, type SignalOptions, type StartOptions } from './saga-runner.js';
export { SagaHandle } from './results/saga-handle.js';
export type { SagaResult } from './results/saga-result.js';
export type { Page, SagaView } from './results/saga-view.js';
export type { SagaError } from './results/saga-error.js';
export { SAGA_STATUSES, type SagaStatus } from './machine/saga-status.js';
export type { StepRecord } from './backends/saga-row.js';
export type { SagaCensus } from './backends/saga-store.js';

// Diagnostics
export { sagaChannel, sagaStepChannel, type SagaMessage, type SagaStepMessage } from './diagnostics/channels.js';

// Exceptions
export { CompensationFailedException } from './exceptions/compensation-failed.exception.js';
export { ContextClashException } from './exceptions/context-clash.exception.js';
export { InvalidSagaDataException } from './exceptions/invalid-saga-data.exception.js';
export { NonRetryableError } from './exceptions/non-retryable.error.js';
export { PoisonedSagaException } from './exceptions/poisoned-saga.exception.js';
export { SagaConflictException } from './exceptions/saga-conflict.exception.js';
export { SagaDefinitionException } from './exceptions/saga-definition.exception.js';
export { SagaHaltedException } from './exceptions/saga-halted.exception.js';
export { SagaNotFoundException } from './exceptions/saga-not-found.exception.js';
export { SagaStoreUnavailableException } from './exceptions/saga-store-unavailable.exception.js';
export { SagaTimeoutException } from './exceptions/saga-timeout.exception.js';
export { SagaVersionException } from './exceptions/saga-version.exception.js';
export { StepTimeoutException } from './exceptions/step-timeout.exception.js';
export { UnknownSagaException } from './exceptions/unknown-saga.exception.js';
