import { retryDelayOf } from '../definition/retry-policy.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { isFailing } from '../machine/transition.js';
import { LONGEST_WAIT_IN_MEMORY, type SagaRunParts } from './saga-run-parts.js';
import type { StepGate } from './step-gate.js';

/** Runs steps beside each other until none can go on. Each has a copy of the context, and records its end in its turn. */
export class StepsBeside {
  #recording: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: SagaRunParts,
    private readonly gate: StepGate,
    private readonly attempt: (step: StepDefinition) => Promise<void>,
  ) {}

  async run(steps: readonly StepDefinition[]): Promise<void> {
    if (await this.gate.keepsResting()) return;
    const delays = await Promise.all(steps.map((step) => this.#run(step)));
    const { journal, interruptions } = this.parts;
    if (isFailing(journal.state) || !journal.isOurs) return;
    if (interruptions.isClosing || interruptions.isLost || interruptions.isLeaving) return;
    // What is far is not waited for in memory. A row has one rest, so the longest stands for all: none is tried again too early.
    const longest = Math.max(...delays);
    if (longest > 0) await this.gate.restFor(steps[delays.indexOf(longest)]!, longest);
  }

  /** Tries a step until it is done, or cannot go on now. Gives the milliseconds until its next attempt when that is far, else 0. */
  async #run(step: StepDefinition): Promise<number> {
    const { saga, journal, interruptions, services } = this.parts;
    while (!this.#isDone(step) && !isFailing(journal.state) && journal.isOurs) {
      if (interruptions.isClosing || interruptions.isLost || interruptions.isLeaving) return 0;
      if (services.whileHeld(saga.owner) !== true) return 0;
      await this.attempt(step);
      if (isFailing(journal.state)) {
        interruptions.failBeside();
        return 0;
      }
      const failures = journal.state.attempts[step.name];
      await this.#recordInTurn();
      if (this.#isDone(step) || failures === undefined) continue;
      const delay = retryDelayOf(step.retry, failures, services.clock.random());
      if (delay > LONGEST_WAIT_IN_MEMORY) return delay;
      await interruptions.sleep(delay, services.clock);
    }
    return 0;
  }

  #recordInTurn(): Promise<void> {
    this.#recording = this.#recording.then(() => (isFailing(this.parts.journal.state) ? undefined : this.parts.journal.record()));
    return this.#recording;
  }

  #isDone({ name }: StepDefinition): boolean {
    return this.parts.journal.state.done.some(({ step }) => step === name);
  }
}
