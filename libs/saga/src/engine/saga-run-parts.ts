import type { SagaRow } from '../backends/saga-row.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import type { Interruptions } from './interruptions.js';
import type { RestTimer } from './rest-timer.js';
import type { SagaJournal } from './saga-journal.js';
import type { SagaRunServices } from './saga-run-services.js';
import type { StepAttempts } from './step-attempts.js';

/** What the parts of one run share. */
export interface SagaRunParts {
  readonly saga: SagaRow & { readonly owner: string };
  readonly definition: SagaDefinition;
  readonly journal: SagaJournal;
  readonly attempts: StepAttempts;
  readonly interruptions: Interruptions;
  readonly rest: RestTimer;
  readonly services: SagaRunServices;
}

/** Retries that are due within this time are waited for in memory; farther ones rest in the store. */
export const LONGEST_WAIT_IN_MEMORY = 1_000;
