// Contract suites for authors of storage backends
export { eventStoreContract } from './contracts/event-store/event-store.contract.js';
export type { EventBackendFactory, EventBackendSubject } from './contracts/event-store/event-backend-subject.js';

// Time in tests
export { ManualClock } from './clock/manual-clock.js';
