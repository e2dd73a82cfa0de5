import type { SagaRow } from '../backends/saga-row.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { isFinished } from '../machine/saga-status.js';
import { resultOf } from '../results/saga-result.js';
import { persistently } from './persistently.js';
import type { SagaRunParts } from './saga-run-parts.js';

/** A child wakes its parent when it ends; should that be lost, the parent looks by itself. */
const NET = 60_000;
const LOOK_PERIOD = 200;

/** The child sagas of one run: a step that returns the handle of a saga it started is done when that saga is. */
export class ChildSagas {
  constructor(private readonly parts: SagaRunParts) {}

  /** Lets the parent rest until the child has come to an end. */
  async rest(step: StepDefinition, childId: string, context?: string): Promise<void> {
    const { journal, rest } = this.parts;
    const reason = `Waits for the saga ${childId}, which the step "${step.name}" started.`;
    journal.apply({ kind: 'rested', rest: { step: step.name, for: 'child', signal: childId }, reason, context });
    rest.begin(NET);
    await journal.record(NET);
  }

  /** Looks at the child for which the parent rested: its end is the step's, else the parent rests again. */
  async look(step: StepDefinition, childId: string): Promise<void> {
    const { services, interruptions } = this.parts;
    const child = await persistently(this.parts, async () => ({ row: await services.store.find(childId) }));
    if (!child || interruptions.isLost) return;
    if (child.row && !isFinished(child.row.status)) return this.rest(step, childId);
    this.#settle(step, childId, child.row);
    if (this.parts.journal.state.done.some(({ step: done }) => done === step.name)) await this.parts.journal.record();
  }

  /** Before the parent turns back: cancels the child it rests for, and waits for its end. */
  async end(step: StepDefinition, childId: string): Promise<void> {
    const { services, interruptions } = this.parts;
    await persistently(this.parts, () => services.store.cancel(childId, 'its parent turned back'));
    for (;;) {
      const child = await persistently(this.parts, async () => ({ row: await services.store.find(childId) }));
      if (!child || interruptions.isLost || interruptions.isLeaving) return;
      if (!child.row || isFinished(child.row.status)) return this.#settle(step, childId, child.row);
      await new Promise<void>((resolve) => services.clock.setTimer(resolve, LOOK_PERIOD));
    }
  }

  #settle({ name: step }: StepDefinition, childId: string, row: SagaRow | undefined): void {
    const { journal } = this.parts;
    if (row?.status === 'completed') {
      journal.apply({ kind: 'done', step, context: journal.state.context, result: resultOf(row) });
      return;
    }
    const message = row
      ? `The saga ${childId} ended as ${row.status}${row.error ? `: ${row.error.message}` : ''}.`
      : `The saga ${childId} is gone: it was pruned before its parent looked.`;
    // A child that did not complete has undone what it did.
    journal.apply({ kind: 'failed', step, error: { name: 'ChildSagaFailed', message }, verdict: 'refused' });
  }
}
