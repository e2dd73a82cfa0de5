import type { SagaDefinition } from '../definition/saga-definition.js';
import type { SagaRow, SagaWrite, StepRecord, Written } from '../backends/saga-row.js';
import { decide } from '../machine/decide.js';
import { progressText, type ReadState } from '../machine/progress.js';
import type { SagaEvent } from '../machine/saga-event.js';
import type { SagaState } from '../machine/saga-state.js';
import { isActive } from '../machine/saga-status.js';
import { transition } from '../machine/transition.js';
import type { SagaError } from '../results/saga-error.js';

/** Sends a write and waits for its answer; nothing = the saga is no longer this node's. */
export type SendWrite = (write: SagaWrite) => Promise<Written | undefined>;

/** What of a row a run needs beside its state. */
export type SagaHead = Pick<SagaRow, 'id' | 'run' | 'name' | 'version' | 'token' | 'signals' | 'parent'> & {
  readonly owner: string;
};

/** The state of a saga that runs here, and what of it the store has; whatever happens is applied first and recorded before the next action. */
export class SagaJournal {
  #state: SagaState;
  /** As the store has it, and as the write on its way will have it. */
  #stored: SagaState;
  #written: SagaState;
  #isDirty = false;
  #history: StepRecord[] = [];
  #historyCount: number;
  #signals: number;
  /** Whether the store still has this node as the owner, as far as it is known. */
  isOurs = true;
  /** Whether the last write gave the saga up. */
  isReleased = false;

  constructor(
    readonly head: SagaHead,
    private readonly definition: SagaDefinition,
    { state, history }: ReadState,
    private readonly send: SendWrite,
    private readonly keepsHistory: boolean,
    private readonly onCancel: (reason: string | undefined) => void,
  ) {
    this.#state = state;
    this.#stored = state;
    this.#written = state;
    this.#historyCount = history;
    this.#signals = head.signals;
  }

  get state(): SagaState {
    return this.#state;
  }

  /** Everything that may have woken the saga so far, counted. */
  get signals(): number {
    return this.#signals;
  }

  apply(event: SagaEvent): void {
    this.#state = transition(this.definition, this.#state, event);
    this.#isDirty = true;
  }

  /** Keeps an attempt for the history; it travels with the next write. */
  note(record: Omit<StepRecord, 'number'>): void {
    if (this.keepsHistory) this.#history.push({ ...record, number: ++this.#historyCount });
  }

  /**
   * Records the state, if there is anything new: an end, a rest or a stand gives the saga up, everything else keeps it.
   *
   * @param due milliseconds until its rest ends by itself
   */
  async record(due?: number): Promise<void> {
    if (!this.#isDirty || !this.isOurs) return;
    const write = this.write(due);
    this.accept(write, await this.send(write));
  }

  /** Gives the saga up for any node to go on with. */
  async handBack(): Promise<void> {
    const write = this.#write(0, true);
    this.accept(write, await this.send(write));
  }

  /** Sets the saga aside as it was when it was recorded last, with what has been begun since in doubt. */
  async setAside(error: SagaError): Promise<void> {
    this.#state = transition(this.definition, this.#stored, { kind: 'taken-over' });
    this.#history = [];
    this.apply({ kind: 'stopped', error, reason: error.message });
    await this.record();
  }

  /** The write for the present state, for those who send it themselves. */
  write(due?: number): SagaWrite {
    this.#isDirty = false;
    this.#written = this.#state;
    return this.#write(due, false);
  }

  /** Takes in the answer to a write; without one the saga is no longer this node's. */
  accept(write: SagaWrite, written: Written | undefined): void {
    if (!written) {
      this.isOurs = false;
      return;
    }
    this.#history = this.#history.slice(write.history.length);
    this.#stored = this.#written;
    this.#signals = written.signals;
    if (written.isHeld) this.#state = { ...this.#state, status: 'running' };
    this.isReleased = write.isReleased && !written.isHeld;
    if (written.isCancelRequested) this.onCancel(written.cancelReason);
  }

  /** Goes back to an earlier state: what was applied since did not happen. */
  revert(state: SagaState): void {
    this.#state = state;
    this.#isDirty = true;
  }

  /** The steps that are begun once this is recorded. */
  #next(): readonly string[] {
    const decision = decide(this.definition, this.#state);
    return decision.kind === 'act' ? decision.steps.map(({ name }) => name) : [];
  }

  #write(due: number | undefined, isHandBack: boolean): SagaWrite {
    const { status, context, results, failedStep, error, reason, rest } = this.#state;
    const { id, token, owner, parent } = this.head;
    return {
      id,
      token,
      owner,
      fingerprint: this.definition.fingerprint,
      status,
      context: context === this.#stored.context ? null : context,
      results: results === this.#stored.results ? null : JSON.stringify(results),
      progress: progressText(this.#state, this.#historyCount, this.#next()),
      failedStep,
      error,
      reason,
      waitingFor: rest?.signal,
      isReleased: isHandBack || rest !== undefined || !isActive(status),
      due,
      isBounded: status !== 'compensating' && !rest?.isEnding,
      guard: status === 'completed' ? 'end' : status === 'waiting' && !rest?.isEnding ? 'rest' : 'none',
      seenSignals: this.#signals,
      isProgress: !isHandBack,
      parent: isActive(status) ? undefined : parent,
      history: [...this.#history],
    };
  }
}
