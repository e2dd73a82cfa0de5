import { testRunner } from '../test-runner.js';
import { aggregateContract } from './aggregate.contract.js';
import { appendContract } from './append.contract.js';
import { batchContract } from './batch.contract.js';
import { browsingContract } from './browsing.contract.js';
import type { EventBackendFactory } from './event-backend-subject.js';
import { commitsContract } from './commits.contract.js';
import { deletionContract } from './deletion.contract.js';
import { orderingContract } from './ordering.contract.js';
import { payloadContract } from './payload.contract.js';
import { readingContract } from './reading.contract.js';
import { subscriptionContract } from './subscription.contract.js';
import { transactionContract } from './transaction.contract.js';
import { unitOfWorkContract } from './unit-of-work.contract.js';

/**
 * The promises that every event-store backend keeps, as specs of the running test runner (Jest or one with its globals).
 *
 * @param name of the backend, as the report shows it
 * @param factory makes an empty database for each group of specs
 *
 * @example
 * ```ts
 * eventStoreContract('my backend', async () => ({ open: async () => new MyBackend(), drop: async () => {} }));
 * ```
 */
export function eventStoreContract(name: string, factory: EventBackendFactory): void {
  testRunner().describe(`event store contract: ${name}`, () => {
    appendContract(factory);
    batchContract(factory);
    orderingContract(factory);
    readingContract(factory);
    browsingContract(factory);
    aggregateContract(factory);
    payloadContract(factory);
    transactionContract(factory);
    commitsContract(factory);
    unitOfWorkContract(factory);
    subscriptionContract(factory);
    deletionContract(factory);
  });
}
