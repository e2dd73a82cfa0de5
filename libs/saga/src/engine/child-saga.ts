import type { SagaRow } from '../backends/saga-row.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { isFinished } from '../machine/saga-status.js';
import { hasResult, resultOf } from '../results/saga-result.js';
import { persistently } from './persistently.js';
import type { SagaRunParts } from './saga-run-parts.js';

/** A child wakes its parent when it ends; should that be lost, the parent looks by itself. */
const NET = 60_000;
const ENDING_NET = 2_000;

/** A saga that a step has started and is to wait for, and the context that the step left. */
export interface StartedChild {
  readonly childId: string;
  readonly context: string;
}

/** The child sagas of one run: a step that returns the handle of a saga it started is done when that saga is. */
export class ChildSagas {
  constructor(private readonly parts: SagaRunParts) {}

  /** Lets the parent rest until the child has come to an end. */
  async rest(step: StepDefinition, childId: string, { context, child }: { context?: string; child?: SagaRow }): Promise<void> {
    const { journal, rest, definition, services } = this.parts;
    if (step.compensate === undefined)
      services.warnOnce(
        `The step "${step.name}" of the saga "${definition.name}" waits for a saga and has no compensation: what that saga did stays when this one turns back later. Give the step a \`compensate\`.`,
      );
    const reason = `Waits for the saga ${childId}, which the step "${step.name}" started${standing(child)}.`;
    journal.apply({ kind: 'rested', rest: { step: step.name, for: 'child', signal: childId }, reason, context });
    rest.begin(NET);
    await journal.record(NET);
  }

  /** Notes a child of a parent that is to turn back, which ends it before. */
  hold(step: StepDefinition, { childId, context }: StartedChild): void {
    this.parts.journal.apply({ kind: 'rested', rest: { step: step.name, for: 'child', signal: childId }, reason: '', context });
  }

  /** Looks at the child for which the parent rested: its end is the step's, else the parent rests again. */
  async look(step: StepDefinition, childId: string): Promise<void> {
    const { services, interruptions } = this.parts;
    const child = await persistently(this.parts, async () => ({ row: await services.store.find(childId) }));
    if (!child || interruptions.isLost) return;
    if (child.row && !isFinished(child.row.status)) return this.rest(step, childId, { child: child.row });
    this.#settle(step, childId, child.row);
    if (this.parts.journal.state.done.some(({ step: done }) => done === step.name)) await this.parts.journal.record();
  }

  /**
   * Before the parent turns back: cancels the child it rests for. True when that has come to its end; else the parent rests again, and holds
   * no place meanwhile, since the child may be waiting for one.
   */
  async end(step: StepDefinition, childId: string): Promise<boolean> {
    const { services, interruptions, journal, rest } = this.parts;
    const child = await persistently(this.parts, async () => {
      await services.store.cancel(childId, 'its parent turned back');
      return { row: await services.store.find(childId) };
    });
    if (!child || interruptions.isLost) return false;
    if (!child.row || isFinished(child.row.status)) {
      this.#settle(step, childId, child.row);
      return true;
    }
    const reason = `Turns back when the saga ${childId}, which it has cancelled, has ended${standing(child.row)}.`;
    journal.apply({ kind: 'rested', rest: { step: step.name, for: 'child', signal: childId, isEnding: true }, reason });
    rest.begin(ENDING_NET);
    await journal.record(ENDING_NET);
    return false;
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
    // A child that did not complete has undone what it did; of one that is gone nobody knows.
    journal.apply({
      kind: 'failed',
      step,
      error: { name: 'ChildSagaFailed', message },
      verdict: row ? 'refused' : 'unstorable',
    });
  }
}

/** What a reader should know of a child that somebody must see to. */
function standing(child: SagaRow | undefined): string {
  return child && hasResult(child.status) ? ` and which is ${child.status} until somebody acts` : '';
}
