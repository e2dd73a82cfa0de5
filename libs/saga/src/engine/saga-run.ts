import { Logger } from '@nestjs/common';
import type { SagaRow } from '../backends/saga-row.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import { PoisonedSagaException } from '../exceptions/poisoned-saga.exception.js';
import { SagaHaltedException } from '../exceptions/saga-halted.exception.js';
import { SagaTimeoutException } from '../exceptions/saga-timeout.exception.js';
import { SagaVersionException } from '../exceptions/saga-version.exception.js';
import { decide } from '../machine/decide.js';
import { stateOf, type ReadState } from '../machine/progress.js';
import type { SagaState } from '../machine/saga-state.js';
import { isFailing } from '../machine/transition.js';
import { versionProblem } from '../machine/version-problem.js';
import { sagaErrorOf } from '../results/saga-error.js';
import { Interruptions } from './interruptions.js';
import { RestTimer } from './rest-timer.js';
import { SagaJournal } from './saga-journal.js';
import type { SagaRunServices } from './saga-run-services.js';
import { StepActions } from './step-actions.js';
import { StepAttempts } from './step-attempts.js';
import { StepCompensations } from './step-compensations.js';

const logger = new Logger('Saga');

/** Nodes that may die on a saga, one after another, before it is set aside. */
const MOST_DEATHS = 5;

/** One stay of a saga on this node: from a start, a wake or a takeover until it ends, rests, stands, or is no longer this node's. */
export class SagaRun {
  readonly interruptions = new Interruptions();
  readonly journal: SagaJournal;
  readonly #actions: StepActions;
  readonly #compensations: StepCompensations;
  readonly #rest: RestTimer;
  readonly #read: ReadState;
  #cancelDeadline?: () => void;

  constructor(
    readonly row: SagaRow & { readonly owner: string },
    readonly definition: SagaDefinition,
    private readonly services: SagaRunServices,
  ) {
    const { clock, options } = services;
    this.#read = stateOf(row);
    this.journal = new SagaJournal(
      row,
      definition,
      this.#read,
      (write) => this.#send(write),
      options.history,
      (reason) => this.interruptions.cancel(reason),
    );
    this.#rest = new RestTimer(clock, row.dueAt === undefined ? undefined : row.dueAt - row.readAt);
    const attempts = new StepAttempts(definition, row, this.interruptions, services);
    const parts = {
      saga: row,
      definition,
      journal: this.journal,
      attempts,
      interruptions: this.interruptions,
      rest: this.#rest,
      services,
    };
    this.#actions = new StepActions(parts);
    this.#compensations = new StepCompensations(parts);
  }

  get state(): SagaState {
    return this.journal.state;
  }

  /** Milliseconds until its rest ends by itself. */
  get restLeft(): number | undefined {
    const { rest } = this.state;
    const left = rest ? this.#rest.left : 0;
    return rest?.for === 'signal' && left === undefined ? undefined : left;
  }

  /** Whether the saga was past its time limit during this stay. */
  get isOverdue(): boolean {
    return this.interruptions.isOverdue;
  }

  /** Runs the saga as far as it goes here. Rejects only for what is a fault of the engine or of the database. */
  async run(): Promise<void> {
    try {
      await this.#begin();
      while (await this.#mayGoOn()) await this.#next();
    } finally {
      this.#cancelDeadline?.();
    }
  }

  /** Sets the saga aside when the engine or the database could not go on with it: doing the same again would come to the same. */
  async setAside(cause: unknown): Promise<void> {
    const { id, name } = this.row;
    await this.journal.setAside(sagaErrorOf(new SagaHaltedException(id, name, cause)));
  }

  async #begin(): Promise<void> {
    const { row, journal } = this;
    if (row.token > 1) await this.services.pausePoint?.('after-claim', row.id);
    // First of all: a saga that is stopped now and goes on later must not forget it.
    if (row.isDoubtful) journal.apply({ kind: 'taken-over', underWay: this.#read.next });
    const obstacle = this.#obstacle();
    if (obstacle) {
      logger.error(obstacle.message);
      journal.apply({ kind: 'stopped', error: sagaErrorOf(obstacle), reason: obstacle.message });
      return journal.record();
    }
    if (row.isCancelRequested) this.interruptions.cancel(row.cancelReason);
    if (row.deadline !== undefined && journal.state.ends === undefined) this.#watchDeadline(row.deadline - row.readAt);
  }

  /** Why the saga stands before anything is done with it. */
  #obstacle(): Error | undefined {
    const { id, name, version, recoveries } = this.row;
    const problem = versionProblem(this.definition, this.state);
    if (problem) return new SagaVersionException(id, name, version, problem);
    return recoveries >= MOST_DEATHS ? new PoisonedSagaException(id, name, recoveries) : undefined;
  }

  async #mayGoOn(): Promise<boolean> {
    if (this.journal.isReleased || !this.journal.isOurs) return false;
    const isHeld = this.services.whileHeld(this.row.owner);
    if (isHeld !== true && !(await isHeld)) return false;
    return !this.interruptions.isLost;
  }

  async #next(): Promise<void> {
    const { journal, interruptions, definition } = this;
    if (interruptions.isLeaving) return journal.handBack();
    if (this.#isOver()) return this.#turnBack();
    const decision = decide(definition, journal.state);
    switch (decision.kind) {
      case 'act':
        return this.#actions.run(decision.steps);
      case 'undo':
        return this.#compensations.run(decision.step, decision.item);
      case 'complete':
        journal.apply({ kind: 'exhausted' });
        return journal.record();
      case 'none':
        // A saga that neither goes on nor ends is given up, so that it does not hold a place for ever.
        return journal.handBack();
    }
  }

  /** Turns back when a step failed for good, or the saga was cancelled or is past its limit. */
  async #turnBack(): Promise<void> {
    const { journal, interruptions, row, definition } = this;
    if (!(await this.#actions.endChild())) return;
    if (interruptions.cancelled) {
      const { reason } = interruptions.cancelled;
      journal.apply({ kind: 'closed', ends: 'cancelled', reason: reason ? `Cancelled: ${reason}` : 'Cancelled.' });
    } else if (interruptions.isOverdue) {
      const error = new SagaTimeoutException(row.id, row.name, definition.timeout, false);
      journal.apply({ kind: 'closed', ends: 'timed-out', error: sagaErrorOf(error), reason: error.message });
    } else {
      journal.apply({ kind: 'closed', ends: 'compensated' });
    }
    this.#cancelDeadline?.();
    await journal.record();
  }

  /** Whether a step failed for good, or the saga was cancelled or is past its limit, and it has not turned back yet. */
  #isOver(): boolean {
    return this.state.ends === undefined && (this.interruptions.isClosing || isFailing(this.state));
  }

  /** Timers are cut at 24.8 days, so it looks again when one fires. */
  #watchDeadline(remaining: number): void {
    const { clock } = this.services;
    const endsAt = clock.monotonic() + remaining;
    const look = () => {
      const left = endsAt - clock.monotonic();
      if (left > 0) this.#cancelDeadline = clock.setTimer(look, Math.ceil(left));
      else if (this.state.ends === undefined) this.interruptions.passDeadline();
    };
    look();
  }

  async #send(write: Parameters<SagaRunServices['send']>[0]): ReturnType<SagaRunServices['send']> {
    return this.interruptions.isLost ? undefined : this.services.send(write);
  }
}
