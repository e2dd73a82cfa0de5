import type { StoredSignal } from '../backends/saga-store.js';
import { retryDelayOf } from '../definition/retry-policy.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { decide } from '../machine/decide.js';
import type { SagaEvent } from '../machine/saga-event.js';
import { isFailing } from '../machine/transition.js';
import { changesBetween } from '../payload/context-changes.js';
import { SagaHandle } from '../results/saga-handle.js';
import { sagaErrorOf } from '../results/saga-error.js';
import { ChildSagas, type StartedChild } from './child-saga.js';
import { doneEvent } from './done-event.js';
import { isRefusal } from './failure-verdict.js';
import { mergePatch } from './merge-patch.js';
import { LONGEST_WAIT_IN_MEMORY, type SagaRunParts } from './saga-run-parts.js';
import type { StepAttempt, StepCall } from './step-attempts.js';
import { StepGate } from './step-gate.js';
import { StepsBeside } from './steps-beside.js';
import { attemptInTransaction } from './transactional-attempt.js';

/** Runs the steps of one run on the way forward: one attempt at a time each, and records what came of it. */
export class StepActions {
  readonly #gate: StepGate;
  readonly #children: ChildSagas;
  readonly #beside: StepsBeside;
  /** The saga that the step has started and is to wait for. */
  #started?: StartedChild;

  constructor(private readonly parts: SagaRunParts) {
    this.#gate = new StepGate(parts);
    this.#children = new ChildSagas(parts);
    this.#beside = new StepsBeside(parts, this.#gate, (step) => this.#attempt(step));
  }

  /** Brings the steps of a stage on: a single one by one attempt, several beside each other until none can go on. */
  async run(steps: readonly StepDefinition[]): Promise<void> {
    const [step] = steps;
    if (steps.length > 1 || this.#isBeside(step!)) {
      return this.#beside.run(steps);
    }
    const { rest } = this.parts.journal.state;
    if (rest?.for === 'child' && rest.step === step!.name) return this.#children.look(step!, rest.signal!);
    const pass = await this.#gate.pass(step!);
    if (!pass) return;
    if (step!.transactional) await attemptInTransaction(this.parts, step!, (manager) => this.#attempt(step!, undefined, manager));
    else await this.#attempt(step!, pass.signal);
    await this.#afterwards(step!);
  }

  async #afterwards(step: StepDefinition): Promise<void> {
    const { journal, interruptions, services } = this.parts;
    if (interruptions.isLost) return;
    // What was done when the saga is to turn back is recorded with the turn; a child that was started is ended before it.
    if (interruptions.isClosing) return this.#started && this.#children.hold(step, this.#started);
    if (this.#isDone(step)) return this.#recordDone();
    if (this.#started) return this.#restForChild(step);
    // So is a failure for good.
    if (isFailing(journal.state) || interruptions.isLeaving) return;
    const failures = journal.state.attempts[step.name];
    if (failures === undefined) return;
    const delay = retryDelayOf(step.retry, failures, services.clock.random());
    if (delay > LONGEST_WAIT_IN_MEMORY) return this.#gate.restFor(step, delay);
    await journal.record();
    await interruptions.sleep(delay, services.clock);
  }

  /** Before the saga turns back: ends the child that it rests for. False when that takes a while, and the saga rests meanwhile. */
  async endChild(): Promise<boolean> {
    const { rest } = this.parts.journal.state;
    const step = rest?.for === 'child' ? this.parts.definition.steps.get(rest.step) : undefined;
    return step === undefined || (await this.#children.end(step, rest!.signal!));
  }

  async #restForChild(step: StepDefinition): Promise<void> {
    const { childId, context } = this.#started!;
    this.#started = undefined;
    await this.#children.rest(step, childId, { context });
  }

  /** What is done is recorded; where a rest is next, it begins with the same write. */
  async #recordDone(): Promise<void> {
    const decision = decide(this.parts.definition, this.parts.journal.state);
    const next = decision.kind === 'act' && decision.steps.length === 1 ? decision.steps[0]! : undefined;
    if (next && this.#gate.isShutUnasked(next)) await this.#gate.pass(next);
    else await this.parts.journal.record();
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
    if (
      event.kind === 'done' &&
      made.outcome.kind === 'done' &&
      made.outcome.result instanceof SagaHandle &&
      this.#mayAwait(step)
    ) {
      this.#started = { childId: made.outcome.result.id, context: event.context };
      journal.note({ step: step.name, direction: 'action', attempt, startedAt, duration, outcome: 'ok' });
      return 'ok' as const;
    }
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
        const done = {
          sagaId: saga.id,
          step,
          isBeside,
          base,
          context,
          result: outcome.result instanceof SagaHandle && this.#mayAwait(step) ? undefined : outcome.result,
          signal: signal?.number,
        };
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

  /** A handle is waited for, not recorded. Where that cannot be it is refused, as any other object of a class. */
  #mayAwait(step: StepDefinition): boolean {
    return !this.#isBeside(step) && !step.transactional;
  }

  #isBeside({ stage }: StepDefinition): boolean {
    return this.parts.definition.stages[stage]!.length > 1;
  }

  #isDone({ name }: StepDefinition): boolean {
    return this.parts.journal.state.done.some(({ step }) => step === name);
  }
}
