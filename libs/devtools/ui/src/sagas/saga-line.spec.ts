import type { SagaSummary } from '@ledgerline/devtools/api';
import { progressOf, whyOf } from './saga-line.js';

const saga = (given: Partial<SagaSummary>) => ({ stepsCompleted: [], ...given }) as SagaSummary;

describe('a saga in one line', () => {
  it('says why it stands, first by the reason, else by the error, else by where it is', () => {
    const error = { name: 'Error', message: 'declined' };
    expect(
      [
        { reason: 'A person must act.', error },
        { error, failedStep: 'charge' },
        { error },
        { waitingFor: 'paid' },
        { currentStep: 'ship' },
        {},
      ].map((given) => whyOf(saga(given))),
    ).toEqual(['A person must act.', 'charge: declined', 'declined', 'waits for paid', 'ship', '']);
  });

  it('says how far it has come, also when the code no longer knows it', () => {
    expect([progressOf(saga({ stepsCompleted: ['a'], stepCount: 3 })), progressOf(saga({ stepsCompleted: ['a'] }))]).toEqual([
      '1/3',
      '1 done',
    ]);
  });
});
