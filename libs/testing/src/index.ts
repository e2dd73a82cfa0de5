// Aggregates
export { given, type Given, type GivenOptions } from './given-when-then/given.js';
export type { When } from './given-when-then/when.js';
export type { ExpectedError } from './given-when-then/assert-thrown.js';

// Contract suites for authors of storage backends
export { eventStoreContract } from './contracts/event-store/event-store.contract.js';
export type { EventBackendFactory, EventBackendSubject } from './contracts/event-store/event-backend-subject.js';

// Time in tests
export { ManualClock } from './clock/manual-clock.js';
