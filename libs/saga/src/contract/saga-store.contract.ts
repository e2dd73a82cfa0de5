import { browsingContract } from './browsing.contract.js';
import { claimingContract } from './claiming.contract.js';
import { joiningContract } from './joining.contract.js';
import { lookingContract } from './looking.contract.js';
import { racingContract } from './racing.contract.js';
import { recordingContract } from './recording.contract.js';
import type { SagaStoreFactory } from './saga-store-subject.js';
import { startingContract } from './starting.contract.js';
import { testRunner } from './test-runner.js';

export type { SagaStoreFactory, SagaStoreSubject } from './saga-store-subject.js';

/**
 * The promises that every saga store keeps, as specs of the running test runner (Jest or one with its globals).
 *
 * @param name of the store, as the report shows it
 * @param factory makes an empty database for each group of specs
 */
export function sagaStoreContract(name: string, factory: SagaStoreFactory): void {
  testRunner().describe(`saga store contract: ${name}`, () => {
    startingContract(factory);
    recordingContract(factory);
    claimingContract(factory);
    racingContract(factory);
    joiningContract(factory);
    lookingContract(factory);
    browsingContract(factory);
  });
}
