import type { EntityManager } from 'typeorm';
import type { SagaWrite, Written } from '../backends/saga-row.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { sagaErrorOf } from '../results/saga-error.js';
import { answerFrom } from './applied-write.js';
import { persistently } from './persistently.js';
import type { SagaRunParts } from './saga-run-parts.js';

/** Ends a transaction whose step did not come to its good end. */
class RolledBack extends Error {}

/**
 * Runs a step whose writes commit together with its record. The saga's row is touched last, so that it is locked for the shortest time. When
 * the answer to the commit is lost, the row tells whether it was.
 */
export async function attemptInTransaction(
  parts: SagaRunParts,
  step: StepDefinition,
  attempt: (manager: EntityManager) => Promise<void>,
): Promise<void> {
  const { journal, services, saga } = parts;
  const before = journal.state;
  let write: SagaWrite | undefined;
  let written: Written | undefined;
  try {
    await services.store.transaction(async (manager) => {
      await attempt(manager);
      if (journal.state.done.length === before.done.length) throw new RolledBack();
      write = journal.write();
      written = await services.store.recordIn(manager, write);
      if (!written) throw new RolledBack();
      await services.pausePoint?.('before-commit', saga.id);
    });
    journal.accept(write!, written);
  } catch (error) {
    if (error instanceof RolledBack) {
      if (write) journal.accept(write, undefined);
      return;
    }
    await settleDoubt(parts, step, before, write, error);
  }
}

async function settleDoubt(
  parts: SagaRunParts,
  step: StepDefinition,
  before: SagaRunParts['journal']['state'],
  write: SagaWrite | undefined,
  error: unknown,
): Promise<void> {
  const { journal } = parts;
  const row = write && (await persistently(parts, () => parts.services.store.find(write.id)));
  if (write && (!row || row.token !== write.token)) return journal.accept(write, undefined);
  const answer = write && answerFrom(row, write);
  if (write && answer) return journal.accept(write, answer);
  journal.revert(before);
  // Without a connection nothing was begun; that is not the step's failure.
  if (!write && parts.services.store.isUnavailable(error)) {
    await parts.interruptions.sleep(250, parts.services.clock);
    return;
  }
  journal.apply({ kind: 'failed', step: step.name, error: sagaErrorOf(error), verdict: 'rolled-back' });
}
