import type { EntityManager } from 'typeorm';
import type { ContextOf, SagaClass } from './definition/context-of.js';
import type { StepRecord } from './backends/saga-row.js';
import type { SagaCensus } from './backends/saga-store.js';
import type { SagaDefinition } from './definition/saga-definition.js';
import type { SagaStatus } from './machine/saga-status.js';
import type { SagaHandle } from './results/saga-handle.js';
import type { SagaResult } from './results/saga-result.js';
import type { Page, SagaView } from './results/saga-view.js';

/** Options of {@link SagaRunner.execute}. */
export interface ExecuteOptions {
  /** 1 to 255 bytes; a second start under it joins the first. @default a fresh one */
  readonly id?: string;
}

/** Options of {@link SagaRunner.start}. */
export interface StartOptions extends ExecuteOptions {
  /** Milliseconds until it begins. @default 0 */
  readonly delay?: number;
  /** Starts it with this open TypeORM transaction of the saga store's database. */
  readonly manager?: EntityManager;
}

/** Options of {@link SagaRunner.signal}. */
export interface SignalOptions {
  /** The same signal sent twice under one id counts once. @default a fresh one */
  readonly signalId?: string;
  /** Sends it with this open TypeORM transaction of the saga store's database. */
  readonly manager?: EntityManager;
}

/** Which sagas {@link SagaRunner.list} is about. */
export interface SagaFilter {
  /** Name of the saga. */
  readonly saga?: string;
  readonly status?: SagaStatus | readonly SagaStatus[];
  /** Started at or after. */
  readonly since?: Date | number;
  /** Started before. */
  readonly until?: Date | number;
  /** Part of the id, the reason, the failed step or the error. */
  readonly text?: string;
  /** @default 50 */
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
}

/**
 * Starts sagas, and looks after them. Inject it by this class.
 *
 * Every method may throw `SagaStoreUnavailableException` (503) when the store is away.
 */
export abstract class SagaRunner {
  /**
   * Runs a saga to its end. Resolves for one that failed, too: look at `success`. The same id joins the run that is under way, or gives the
   * result of the one that was.
   *
   * @throws SagaConflictException (409) when the id belongs to another saga, or was started with another context
   * @throws InvalidSagaDataException (400) when the context cannot be stored
   */
  abstract execute<S extends object>(
    saga: SagaClass<S>,
    context: NoInfer<ContextOf<S>>,
    options?: ExecuteOptions,
  ): Promise<SagaResult<ContextOf<S>>>;

  /**
   * Starts a saga; it is durable when this resolves, or commits with the caller's transaction.
   *
   * @throws SagaConflictException (409), InvalidSagaDataException (400) like {@link execute}
   */
  abstract start<S extends object>(
    saga: SagaClass<S>,
    context: NoInfer<ContextOf<S>>,
    options?: StartOptions,
  ): Promise<SagaHandle<ContextOf<S>>>;

  /** A saga as it stands; `null` when there is none with this id. */
  abstract get<C = unknown>(id: string): Promise<SagaView<C> | null>;

  /** Sagas, newest first, without their contexts. */
  abstract list(filter?: SagaFilter): Promise<Page<SagaView>>;

  /** Every attempt of a saga's steps and compensations, in order; empty when the history is off. */
  abstract history(id: string): Promise<readonly StepRecord[]>;

  /**
   * Hands a signal to a saga that waits for it, or will; the payload is JSON.
   *
   * @throws SagaNotFoundException (404) when there is no such saga
   * @throws SagaConflictException (409) when it has ended
   */
  abstract signal(id: string, name: string, payload?: unknown, options?: SignalOptions): Promise<void>;

  /**
   * Cancels a saga: what was done is compensated. Once this resolves it will not complete any more. One that is being compensated already
   * is left to it.
   *
   * @throws SagaNotFoundException (404) when there is no such saga
   * @throws SagaConflictException (409) when it has ended, or stands
   */
  abstract cancel(id: string, reason?: string): Promise<void>;

  /**
   * Ends the rest of a saga now, as if its time had come: a delay has passed, the next attempt is due, a wait has run out, a start is due.
   *
   * @throws SagaNotFoundException (404) when there is no such saga
   * @throws SagaConflictException (409) when it does not rest for a time
   */
  abstract wake(id: string): Promise<void>;

  /**
   * Lets a saga go on that stands: its compensation failed, or it was stopped.
   *
   * @param options `skip` leaves the failed compensation out: a person has undone the step
   * @throws SagaNotFoundException (404) when there is no such saga
   * @throws SagaConflictException (409) when it does not stand
   */
  abstract retry(id: string, options?: { readonly skip?: boolean }): Promise<void>;

  /** {@link retry} for every saga of a filter that stands; gives how many go on. */
  abstract retryAll(filter: Omit<SagaFilter, 'limit' | 'cursor'>): Promise<number>;

  /** The sagas of this application, as they were read from the code. */
  abstract definitions(): readonly SagaDefinition[];

  /** How many sagas are not finished, by name and status, and how many nobody has taken though they are due. */
  abstract census(): Promise<SagaCensus>;

  /** A sign of life of the store: the latency in milliseconds. */
  abstract ping(): Promise<number>;
}
