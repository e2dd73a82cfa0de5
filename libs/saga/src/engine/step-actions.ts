import type { StoredSignal } from '../backends/saga-store.js';
import { retryDelayOf } from '../definition/retry-policy.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { decide } from '../machine/decide.js';
import type { SagaEvent } from '../machine/saga-event.js';
import { isFailing } from '../machine/transition.js';
import { changesBetween } from '../payload/context-changes.js';
import { sagaErrorOf } from '../results/saga-error.js';
import { doneEvent } from './done-event.js';
import { isRefusal } from './failure-verdict.js';
import { mergePatch } from './merge-patch.js';
import { LONGEST_WAIT_IN_MEMORY, type SagaRunParts } from './saga-run-parts.js';
import type { StepAttempt, StepCall } from './step-attempts.js';
import { StepGate } from './step-gate.js';
import { attemptInTransaction } from './transactional-attempt.js';

/** Runs the steps of one run on the way forward: one attempt at a time each, and records what came of it. */
export class StepActions {
  readonly #gate: StepGate;
  /** Steps beside each other record one after another. */
  #recording: Promise<void> = Promise.resolve();

  constructor(private readonly parts: SagaRunParts) {
    this.#gate = new StepGate(parts);
  }

  /** Brings the steps of a stage on: a single one by one attempt, several beside each other until none can go on. */
  async run(steps: readonly StepDefinition[]): Promise<void> {
    const [step] = steps;
    if (steps.length > 1 || this.#isBeside(step!)) {
      await Promise.all(steps.map((each) => this.#runBeside(each)));
      return;
    }
    const pass = await this.#gate.pass(step!);
    if (!pass) return;
    if (step!.transactional) await attemptInTransaction(this.parts, step!, (manager) => this.#attempt(step!, undefined, manager));
    else await this.#attempt(step!, pass.signal);
    await this.#afterwards(step!);
  }

  async #afterwards(step: StepDefinition): Promise<void> {
    const { journal, interruptions, services } = this.parts;
    if (interruptions.isLost) return;
    if (this.#isDone(step)) return this.#recordDone();
    // A failure for good, a cancel and a deadline are recorded together with the turn back.
    if (isFailing(journal.state) || interruptions.isClosing || interruptions.isLeaving) return;
    const failures = journal.state.attempts[step.name];
    if (failures === undefined) return;
    const delay = retryDelayOf(step.retry, failures, services.clock.random());
    if (delay > LONGEST_WAIT_IN_MEMORY) return this.#gate.restFor(step, delay);
    await journal.record();
    await interruptions.sleep(delay, services.clock);
  }

  /** What is done is recorded; where a rest is next, it begins with the same write. */
  async #recordDone(): Promise<void> {
    const decision = decide(this.parts.definition, this.parts.journal.state);
    const next = decision.kind === 'act' && decision.steps.length === 1 ? decision.steps[0]! : undefined;
    if (next && this.#gate.isShutUnasked(next)) await this.#gate.pass(next);
    else await this.parts.journal.record();
  }

  async #runBeside(step: StepDefinition): Promise<void> {
    const { journal, interruptions, services } = this.parts;
    while (!this.#isDone(step) && !isFailing(journal.state) && journal.isOurs) {
      if (interruptions.isClosing || interruptions.isLost || interruptions.isLeaving) return;
      if (services.whileHeld() !== true) return;
      await this.#attempt(step);
      if (isFailing(journal.state)) return interruptions.failBeside();
      const failures = journal.state.attempts[step.name];
      await this.#recordInTurn();
      if (this.#isDone(step) || failures === undefined) continue;
      await interruptions.sleep(retryDelayOf(step.retry, failures, services.clock.random()), services.clock);
    }
  }

  #recordInTurn(): Promise<void> {
    this.#recording = this.#recording.then(() => (isFailing(this.parts.journal.state) ? undefined : this.parts.journal.record()));
    return this.#recording;
  }

  async #attempt(step: StepDefinition, signal?: StoredSignal, manager?: StepCall['manager']): Promise<void> {
    const { journal, attempts, services, saga } = this.parts;
    const { state } = journal;
    const attempt = (state.attempts[step.name] ?? 0) + 1;
    const call: StepCall = {
      step,
      direction: 'action',
      attempt,
      context: state.context,
      method: step.method,
      inDoubt: false,
      manager,
      payload: signal?.payload ? JSON.parse(signal.payload) : undefined,
    };
    await services.pausePoint?.('before-step', saga.id, step.name);
    await attempts.run(call, (made) => this.#conclude(call, made, signal));
    await services.pausePoint?.('after-step', saga.id, step.name);
  }

  #conclude(call: StepCall, made: StepAttempt, signal: StoredSignal | undefined) {
    const { journal } = this.parts;
    const { step, attempt } = call;
    const { outcome, startedAt, duration } = made;
    const event = this.#eventOf(call, made, signal);
    const before = journal.state.context;
    journal.apply(event);
    const isFinal = isFailing(journal.state);
    const counted =
      event.kind === 'done'
        ? ('ok' as const)
        : event.kind === 'interrupted'
          ? ('aborted' as const)
          : outcome.kind === 'timed-out'
            ? ('timeout' as const)
            : isFinal
              ? ('failed' as const)
              : ('retry' as const);
    journal.note({
      step: step.name,
      direction: 'action',
      attempt,
      startedAt,
      duration,
      outcome: counted,
      ...(event.kind === 'failed' ? { error: event.error } : {}),
      ...(event.kind === 'done' ? { changes: mergePatch(changesBetween(before, event.context)) } : {}),
    });
    return counted;
  }

  #eventOf({ step, context: base }: StepCall, { outcome, context }: StepAttempt, signal: StoredSignal | undefined): SagaEvent {
    const { journal, definition, services, saga } = this.parts;
    switch (outcome.kind) {
      case 'done': {
        const isBeside = this.#isBeside(step);
        const done = { sagaId: saga.id, step, isBeside, base, context, result: outcome.result, signal: signal?.number };
        return doneEvent(done, journal.state, (name) => definition.steps.get(name)?.stage, services.options.maxContextBytes);
      }
      case 'aborted':
        return { kind: 'interrupted', step: step.name };
      default: {
        const error = sagaErrorOf(outcome.error);
        const isRefused = outcome.kind === 'threw' && isRefusal(step, outcome.error);
        const verdict = isRefused ? 'refused' : step.transactional ? 'rolled-back' : 'unknown';
        return { kind: 'failed', step: step.name, error, verdict };
      }
    }
  }

  #isBeside({ stage }: StepDefinition): boolean {
    return this.parts.definition.stages[stage]!.length > 1;
  }

  #isDone({ name }: StepDefinition): boolean {
    return this.parts.journal.state.done.some(({ step }) => step === name);
  }
}
