import type { Clock } from '@ledgerline/storage';
import type { SagaStore } from '../backends/saga-store.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { SagaRunner } from '../saga-runner.js';
import type { PausePoints } from './pause-points.js';
import type { SendWrite } from './saga-journal.js';

/** What the runs of one node share. */
export interface SagaRunServices {
  readonly options: ResolvedSagaOptions;
  readonly clock: Clock;
  readonly store: SagaStore;
  /** Whose sagas these are, for diagnostics. */
  readonly runner: () => SagaRunner;
  /** The object whose methods an attempt calls: the provider, or a fresh one when it depends on the request. */
  readonly instanceFor: (definition: SagaDefinition) => object | Promise<object>;
  /** True at once while the node holds the lease of this owner; else when it is held again, or false when it was lost. */
  readonly whileHeld: (owner: string) => true | Promise<boolean>;
  /** Records a write, again and again until there is an answer. */
  readonly send: SendWrite;
  /** Logs a mistake that shows only when a saga runs, once for all runs. */
  readonly warnOnce: (mistake: string) => void;
  /** A named moment that tests can stop at; nothing outside of them. */
  readonly pausePoint?: PausePoints;
}
