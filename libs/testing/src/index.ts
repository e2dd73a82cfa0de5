// Aggregates
export { given, type Given, type GivenOptions } from './given-when-then/given.js';
export type { When } from './given-when-then/when.js';
export type { ExpectedError } from './given-when-then/assert-thrown.js';

// Sagas
export { createSagaHarness, type SagaHarnessOptions } from './saga-harness/create-saga-harness.js';
export { SagaHarness, type SagaMethod } from './saga-harness/saga-harness.js';
export { crashAtEveryMoment } from './saga-harness/crash-at-every-moment.js';
export type { CrashMoment, PlannedFailure } from './saga-harness/planned-faults.js';
export type { SagaCall } from './saga-harness/watched-saga.js';

// Contract suites for authors of storage backends
export { eventStoreContract } from './contracts/event-store/event-store.contract.js';
export type { EventBackendFactory, EventBackendSubject } from './contracts/event-store/event-backend-subject.js';
export { sagaStoreContract, type SagaStoreFactory, type SagaStoreSubject } from '@ledgerline/saga/backend';

// Time in tests
export { ManualClock } from './clock/manual-clock.js';
