import { Logger } from '@nestjs/common';
import { retryDelayOf } from '../definition/retry-policy.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { CompensationFailedException } from '../exceptions/compensation-failed.exception.js';
import { undoKey, type UndoItem } from '../machine/saga-state.js';
import { changesBetween } from '../payload/context-changes.js';
import { storableText } from '../payload/storable-text.js';
import { sagaErrorOf } from '../results/saga-error.js';
import { isRefusal } from './failure-verdict.js';
import { mergePatch } from './merge-patch.js';
import { LONGEST_WAIT_IN_MEMORY, type SagaRunParts } from './saga-run-parts.js';
import type { StepAttempt } from './step-attempts.js';

/** Undoes the steps of one run, one after another; neither the saga's time limit nor a cancel stops it. */
export class StepCompensations {
  readonly #logger = new Logger('Saga');

  constructor(private readonly parts: SagaRunParts) {}

  /** Makes one attempt to undo a step, records what came of it, and waits until the next one if it failed. */
  async run(step: StepDefinition, item: UndoItem): Promise<void> {
    const { journal, rest, attempts } = this.parts;
    const { state } = journal;
    if (state.rest && (rest.left ?? 0) > 0) return this.#rest(step, rest.left!);
    const attempt = (state.attempts[undoKey(step.name)] ?? 0) + 1;
    const call = {
      step,
      direction: 'compensation' as const,
      attempt,
      context: state.context,
      method: item.compensate,
      inDoubt: item.inDoubt === true,
      result: item.inDoubt ? undefined : state.results[step.name],
    };
    await this.parts.services.pausePoint?.('before-compensation', this.parts.saga.id, step.name);
    await attempts.run(call, (made) => this.#conclude(step, attempt, made));
    await this.parts.services.pausePoint?.('after-compensation', this.parts.saga.id, step.name);
    if (this.parts.interruptions.isLost) return;
    await this.#afterwards(step, attempt);
  }

  #conclude(step: StepDefinition, attempt: number, { outcome, context, startedAt, duration }: StepAttempt) {
    const { journal, services } = this.parts;
    const before = journal.state.context;
    const note = { step: step.name, direction: 'compensation', attempt, startedAt, duration } as const;
    if (outcome.kind === 'aborted') {
      journal.note({ ...note, outcome: 'aborted', error: sagaErrorOf(outcome.error) });
      return 'aborted' as const;
    }
    if (outcome.kind === 'done') {
      const stored = storableText(
        context,
        `the context after the compensation of "${step.name}"`,
        services.options.maxContextBytes,
      );
      // What is undone is undone: a context that cannot be stored is left as it was.
      if ('problem' in stored) this.#logger.error(`Saga ${this.parts.saga.id}: ${stored.problem}. The change is dropped.`);
      const text = 'text' in stored ? stored.text : before;
      journal.apply({ kind: 'undone', step: step.name, context: text });
      journal.note({ ...note, outcome: 'ok', changes: mergePatch(changesBetween(before, text)) });
      return 'ok' as const;
    }
    const error = sagaErrorOf(outcome.error);
    journal.apply({
      kind: 'undo-failed',
      step: step.name,
      error,
      isRefusal: outcome.kind === 'threw' && isRefusal(step, outcome.error),
    });
    const isLast = journal.state.undo?.[0]?.step !== step.name || journal.state.status === 'compensation-failed';
    if (isLast) this.#report(step, outcome.error);
    const counted = isLast ? ('failed' as const) : outcome.kind === 'timed-out' ? ('timeout' as const) : ('retry' as const);
    journal.note({ ...note, outcome: counted, error });
    return counted;
  }

  async #afterwards(step: StepDefinition, attempt: number): Promise<void> {
    const { journal, services, interruptions } = this.parts;
    const isRetried = journal.state.status === 'compensating' && journal.state.attempts[undoKey(step.name)] === attempt;
    if (!isRetried) return journal.record();
    const delay = retryDelayOf(step.retry, attempt, services.clock.random());
    if (delay > LONGEST_WAIT_IN_MEMORY) return this.#rest(step, delay);
    await journal.record();
    await interruptions.sleep(delay, services.clock);
  }

  async #rest(step: StepDefinition, duration: number): Promise<void> {
    const { journal, rest } = this.parts;
    const reason = `Waits to try the compensation of "${step.name}" again.`;
    journal.apply({ kind: 'rested', rest: { step: step.name, for: 'retry' }, reason });
    rest.begin(duration);
    await journal.record(duration);
  }

  #report(step: StepDefinition, cause: unknown): void {
    const { id, name } = this.parts.saga;
    const error = new CompensationFailedException(id, name, step.name, cause);
    this.#logger.error(error.message, cause instanceof Error ? cause.stack : undefined);
  }
}
