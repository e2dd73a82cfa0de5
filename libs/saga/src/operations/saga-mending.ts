import type { SagaRow, SagaWrite } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import type { SagaEngine } from '../engine/saga-engine.js';
import { SagaConflictException } from '../exceptions/saga-conflict.exception.js';
import { SagaNotFoundException } from '../exceptions/saga-not-found.exception.js';
import { InvalidSagaDataException } from '../exceptions/invalid-saga-data.exception.js';
import { storableText } from '../payload/storable-text.js';
import { EVENT_START_FAILED } from '../start-from-events/event-place.js';
import { progressText, stateOf } from '../machine/progress.js';
import type { SagaState } from '../machine/saga-state.js';
import { isActive, type SagaStatus } from '../machine/saga-status.js';
import { transition } from '../machine/transition.js';
import type { SagaFilter } from '../saga-runner.js';
import { queryOf } from './saga-list.js';

const STANDING: readonly SagaStatus[] = ['compensation-failed', 'stopped'];
const AT_ONCE = 100;

/** Lets sagas go on that stand until a person has acted. */
export class SagaMending {
  constructor(
    private readonly store: SagaStore,
    private readonly engine: SagaEngine,
    private readonly eventContext: (row: SagaRow) => Promise<object>,
    private readonly mostBytes: number,
  ) {}

  async retry(id: string, skip: boolean): Promise<void> {
    const row = await this.store.find(id);
    if (!row) throw new SagaNotFoundException(id);
    if (!STANDING.includes(row.status)) throw SagaConflictException.forbiddenBy(id, row.status, 'retried');
    if (skip && row.status === 'stopped')
      throw SagaConflictException.forbiddenBy(id, row.status, 'retried with `skip`, which is for a failed compensation');
    const { state, history } = stateOf(row);
    const context = row.error?.code === EVENT_START_FAILED ? await this.#contextOf(row) : undefined;
    // The machine reads the code for steps that fail; going on again does not.
    const next = transition(NO_DEFINITION, state, { kind: 'retried', skip });
    // Nothing comes back when somebody else was faster: then it goes on, as was asked.
    await this.store.recordAlone(writeOf(row, context === undefined ? next : { ...next, context }, history));
    this.engine.claimer.expect(0);
  }

  /** The context that the event of a saga gives now. */
  async #contextOf(row: SagaRow): Promise<string> {
    const context = await this.eventContext(row);
    const stored = storableText(context, 'the context', this.mostBytes);
    if ('problem' in stored) throw new InvalidSagaDataException(stored.problem);
    return stored.text;
  }

  async retryAll(filter: Omit<SagaFilter, 'limit' | 'cursor'>): Promise<number> {
    const asked = queryOf({ ...filter, limit: AT_ONCE });
    const status = (asked.status ?? STANDING).filter((each) => STANDING.includes(each));
    let before: { createdAt: number; id: string } | undefined;
    let count = 0;
    for (;;) {
      const rows = await this.store.list({ ...asked, status, before });
      for (const { id } of rows) {
        try {
          await this.retry(id, false);
          count += 1;
        } catch (error) {
          if (!(error instanceof SagaConflictException) && !(error instanceof SagaNotFoundException)) throw error;
        }
      }
      if (rows.length < AT_ONCE) return count;
      before = rows.at(-1);
    }
  }
}

const NO_DEFINITION = {
  sagaClass: Object,
  name: '',
  version: 0,
  fingerprint: '',
  timeout: 0,
  stages: [],
  steps: new Map(),
  starts: [],
} as unknown as Parameters<typeof transition>[0];

function writeOf(row: SagaRow, state: SagaState, history: number): SagaWrite {
  return {
    id: row.id,
    token: row.token,
    owner: null,
    fingerprint: row.fingerprint,
    status: state.status,
    context: state.context === row.context ? null : state.context,
    results: null,
    progress: progressText(state, history),
    failedStep: state.failedStep,
    error: state.error,
    reason: state.reason,
    isReleased: true,
    due: 0,
    isBounded: false,
    guard: 'none',
    seenSignals: row.signals,
    isProgress: true,
    parent: isActive(state.status) ? undefined : row.parent,
    history: [],
  };
}
