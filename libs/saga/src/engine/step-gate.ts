import type { StoredSignal } from '../backends/saga-store.js';
import type { StepDefinition } from '../definition/saga-definition.js';
import { StepTimeoutException } from '../exceptions/step-timeout.exception.js';
import type { Rest } from '../machine/saga-state.js';
import { sagaErrorOf } from '../results/saga-error.js';
import { persistently } from './persistently.js';
import type { SagaRunParts } from './saga-run-parts.js';

/** What lets a step run: for a wait, the signal. */
export interface Pass {
  readonly signal?: StoredSignal;
}

/** Stands before each step: lets it run, or lets the saga rest until a signal, a time, or the next attempt. */
export class StepGate {
  constructor(private readonly parts: SagaRunParts) {}

  /** Whether it is known without asking the store that the saga rests before this step. */
  isShutUnasked({ kind, delay }: StepDefinition): boolean {
    return kind === 'wait' ? this.parts.journal.signals === 0 : kind === 'delay' && delay > 0;
  }

  /** What lets the step run; nothing when the saga rests, or the wait is over in vain: both are recorded or applied. */
  async pass(step: StepDefinition): Promise<Pass | undefined> {
    const { journal, rest: timer } = this.parts;
    const rest = journal.state.rest?.step === step.name ? journal.state.rest : undefined;
    const left = timer.left;
    if (rest?.for === 'retry' && (await this.keepsResting())) return undefined;
    if (step.kind === 'wait') return this.#awaitSignal(step, rest, left);
    if (step.kind === 'delay' && rest?.for !== 'retry') return this.#delay(step, rest, left);
    return {};
  }

  /** Rests again when the saga was woken before the time of the next attempt; gives whether it does. */
  async keepsResting(): Promise<boolean> {
    const { journal, rest: timer } = this.parts;
    const { rest, reason = '' } = journal.state;
    const left = timer.left;
    if (rest?.for !== 'retry' || left === undefined || left <= 0) return false;
    await this.#rest(rest, left, reason);
    return true;
  }

  /** Lets the saga rest until the next attempt of a step. */
  async restFor(step: StepDefinition, delay: number): Promise<void> {
    await this.#rest({ step: step.name, for: 'retry' }, delay, `Waits to try the step "${step.name}" again.`);
  }

  async #delay(step: StepDefinition, rest: Rest | undefined, left: number | undefined): Promise<Pass | undefined> {
    const duration = rest ? (left ?? 0) : step.delay;
    if (duration <= 0) return {};
    return this.#rest({ step: step.name, for: 'delay' }, duration, `Waits for the delay "${step.name}" to pass.`);
  }

  async #awaitSignal(step: StepDefinition, rest: Rest | undefined, left: number | undefined): Promise<Pass | undefined> {
    const name = step.signal!;
    const { journal, saga, services } = this.parts;
    if (journal.signals > 0) {
      const taken = journal.state.done.flatMap(({ signal }) => (signal === undefined ? [] : [signal]));
      const signal = await persistently(this.parts, () => services.store.nextSignal(saga.id, name, taken));
      if (signal) return { signal };
    }
    if (this.parts.interruptions.isLost) return undefined;
    const isOver = rest?.for === 'signal' && left !== undefined && left <= 0;
    if (isOver) {
      const error = new StepTimeoutException(saga.id, step.name, step.waitTimeout, `got no signal "${name}"`);
      journal.apply({ kind: 'failed', step: step.name, error: sagaErrorOf(error), verdict: 'refused' });
      return undefined;
    }
    const duration = rest?.for === 'signal' ? left : step.waitTimeout || undefined;
    return this.#rest({ step: step.name, for: 'signal', signal: name }, duration, `Waits for the signal "${name}".`);
  }

  async #rest(rest: Rest, duration: number | undefined, reason: string): Promise<undefined> {
    const { journal, rest: timer } = this.parts;
    journal.apply({ kind: 'rested', rest, reason });
    timer.begin(duration);
    await journal.record(duration);
  }
}
