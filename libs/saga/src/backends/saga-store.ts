import type { NodeStore } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { SagaBrowser } from '../browsing/saga-browser.js';
import type { SagaStatus } from '../machine/saga-status.js';
import type { NewSaga, SagaRow, SagaSummary, SagaWrite, StepRecord, Written } from './saga-row.js';

/** Sagas that a node can run: it takes those of exactly these versions. */
export interface RunnableSaga {
  readonly name: string;
  readonly version: number;
}

/** What became of a signal or a cancel. */
export type Delivery =
  /** There is no such saga. */
  | { readonly kind: 'unknown' }
  /** It has ended, or stands; nothing was changed. */
  | { readonly kind: 'refused'; readonly status: SagaStatus }
  | { readonly kind: 'delivered'; readonly status: SagaStatus; readonly owner?: string };

/** A signal that waits for its saga. */
export interface StoredSignal {
  readonly number: number;
  /** JSON; `null` = none was given. */
  readonly payload: string | null;
}

/** Which sagas a list is about. */
export interface SagaQuery {
  readonly saga?: string;
  readonly status?: readonly SagaStatus[];
  /** Milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  readonly text?: string;
  readonly limit: number;
  /** Place of the last saga of the page before: newer ones come first. */
  readonly before?: { readonly createdAt: number; readonly id: string };
}

/** Counts for metrics and health. */
export interface SagaCensus {
  readonly active: readonly { readonly saga: string; readonly status: SagaStatus; readonly count: number }[];
  /** Sagas that are due and that nobody runs, for longer than was asked: the number that shows silent trouble. */
  readonly overdue: readonly { readonly saga: string; readonly reason: string; readonly count: number }[];
}

/**
 * Where sagas are kept. Each method is one round trip unless it says otherwise, and decides by what the rows hold at that moment, never
 * by what a caller read before. Rejects with the driver's error when the database is away; {@link isUnavailable} tells.
 */
export interface SagaStore {
  /** The store as logs and errors may show it. */
  readonly shown: string;
  readonly supportsTransactions: boolean;
  readonly nodes: NodeStore;
  /** For those who look around. */
  readonly browser: SagaBrowser;
  /** True once its tables are in place. */
  readonly isReady: boolean;
  /** First attempt at start-up; goes on trying in the background when the database is away. */
  start(): Promise<void>;
  /** @throws SagaStoreUnavailableException */
  ready(): Promise<void>;
  stop(): Promise<void>;
  /** Latency in milliseconds. @throws SagaStoreUnavailableException */
  ping(): Promise<number>;
  /** Whether an error tells that the database cannot be reached, not that a statement is wrong. Counts it as down if so. */
  isUnavailable(error: unknown): boolean;
  /** Whether an error tells that a row or id is held by somebody's open transaction. */
  isHeld(error: unknown): boolean;

  /** Inserts sagas under ids that nobody else can know; one that is there already, by an earlier attempt, is left. */
  insert(sagas: readonly NewSaga[]): Promise<void>;
  /** Inserts a saga under its caller's id; gives whether it was. A held id rejects within a bounded time, see {@link isHeld}. */
  insertOwn(saga: NewSaga): Promise<boolean>;
  /** The same in the caller's transaction. */
  insertIn(manager: EntityManager, saga: NewSaga): Promise<boolean>;

  /** Records what became of sagas. One that does not come back is held by somebody, or is no longer its owner's. */
  record(writes: readonly SagaWrite[]): Promise<readonly Written[]>;
  /** Records one, waiting for a bounded time for whoever holds it; nothing = it is no longer its owner's. */
  recordAlone(write: SagaWrite): Promise<Written | undefined>;
  /** The same in a transaction, as its last statement. */
  recordIn(manager: EntityManager, write: SagaWrite): Promise<Written | undefined>;
  /** Runs work in a transaction. */
  transaction<R>(work: (manager: EntityManager) => Promise<R>): Promise<R>;

  find(id: string): Promise<SagaRow | undefined>;
  /** Status and end of several, for those who wait for them. */
  findMany(ids: readonly string[]): Promise<readonly SagaRow[]>;
  list(query: SagaQuery): Promise<readonly SagaSummary[]>;
  history(id: string): Promise<readonly StepRecord[]>;
  census(overdueAfter: number): Promise<SagaCensus>;

  /** Takes sagas that are due and nobody's, oldest first, under new tokens. */
  claim(node: string, runnable: readonly RunnableSaga[], limit: number): Promise<readonly SagaRow[]>;
  /** Takes sagas whose owners are dead or unknown. With `suspects`, one that has been the death of owners; without, others only. */
  takeOver(node: string, names: readonly RunnableSaga[], limit: number, suspects: boolean): Promise<readonly SagaRow[]>;
  /** Sagas that are this node's, by id and token. */
  owned(node: string): Promise<readonly { readonly id: string; readonly token: number }[]>;
  /** Sagas of this node that somebody wants cancelled. */
  cancelRequests(node: string): Promise<readonly { readonly id: string; readonly reason?: string }[]>;
  /** Gives up sagas of this node that it does not run: they are due at once. */
  release(node: string, ids: readonly string[]): Promise<void>;
  /** Gives up everything of this node and ends its lease, together. */
  leave(node: string): Promise<void>;
  /** The versions of these sagas that are there and active. */
  versions(names: readonly string[]): Promise<readonly RunnableSaga[]>;
  /** Lets sagas go on that stand for their version, if another definition stopped them. Gives how many. */
  resumeStopped(name: string, version: number, fingerprint: string): Promise<number>;

  /** Asks for a cancel: a pending saga ends at once, a resting one is due at once. */
  cancel(id: string, reason: string): Promise<Delivery>;
  /** Ends the rest of a saga now, as if its time had come. Refused for one that rests for nothing with a time. */
  wake(id: string): Promise<Delivery>;
  /** Keeps a signal and wakes the saga if it rests for it. The same `signalId` again changes nothing. */
  signal(id: string, name: string, signalId: string, payload: string | null): Promise<Delivery>;
  /** Keeps a signal with the caller's transaction; {@link wakeSignalled} wakes the saga. */
  signalIn(manager: EntityManager, id: string, name: string, signalId: string, payload: string | null): Promise<Delivery>;
  /** Wakes sagas whose signals came by a caller's transaction. */
  wakeSignalled(): Promise<number>;
  /** The oldest signal of a name that is not among those taken. */
  nextSignal(id: string, name: string, taken: readonly number[]): Promise<StoredSignal | undefined>;
  /**
   * Deletes sagas that ended before `age` milliseconds ago, with all that belongs to them, and when none of them is left nodes that died before
   * that and own no saga any more. Gives how many sagas.
   */
  prune(age: number, limit: number): Promise<number>;
}
