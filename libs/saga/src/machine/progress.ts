import type { SagaState } from './saga-state.js';

/** The part of the state that is kept as one JSON text, rewritten with each step; what is empty is left out. */
export interface StoredProgress {
  readonly done?: SagaState['done'];
  readonly doubts?: SagaState['doubts'];
  readonly attempts?: SagaState['attempts'];
  readonly rest?: SagaState['rest'];
  readonly undo?: SagaState['undo'];
  readonly undone?: SagaState['undone'];
  readonly ends?: SagaState['ends'];
  /** What is begun after this write: in doubt, should the node die, also under code that has other steps by then. */
  readonly next?: readonly string[];
  /** Attempts that the history has seen. */
  readonly history?: number;
}

/** The state's progress as JSON; `next` are the steps that are begun after it is recorded. */
export function progressText(state: SagaState, history: number, next: readonly string[] = []): string {
  const { done, doubts, attempts, rest, undo, undone, ends } = state;
  const progress: StoredProgress = {
    done: done.length > 0 ? done : undefined,
    doubts: doubts.length > 0 ? doubts : undefined,
    attempts: Object.keys(attempts).length > 0 ? attempts : undefined,
    rest,
    undo,
    undone: undone.length > 0 ? undone : undefined,
    ends,
    next: next.length > 0 ? next : undefined,
    history: history > 0 ? history : undefined,
  };
  return JSON.stringify(progress);
}

/** What a row keeps of a state. */
export interface StoredState extends Pick<SagaState, 'status' | 'context' | 'failedStep' | 'error' | 'reason'> {
  readonly progress: string;
  readonly results: string | null;
}

/** A state as it was read, with what belongs to its last write alone. */
export interface ReadState {
  readonly state: SagaState;
  readonly history: number;
  readonly next?: readonly string[];
}

/**
 * The state of a row.
 *
 * @throws SyntaxError when the row holds something else: somebody has written into it
 */
export function stateOf(row: StoredState): ReadState {
  const { history = 0, next, ...progress } = JSON.parse(row.progress) as StoredProgress;
  const { status, context, failedStep, error, reason } = row;
  const results = row.results === null ? {} : (JSON.parse(row.results) as SagaState['results']);
  for (const part of ['done', 'doubts', 'undo', 'undone'] as const) {
    if (progress[part] !== undefined && !Array.isArray(progress[part]))
      throw new SyntaxError(`"${part}" of its progress is no list`);
  }
  const empty = { done: [], doubts: [], attempts: {}, undone: [] };
  return { history, next, state: { ...empty, ...progress, status, context, results, failedStep, error, reason } };
}
