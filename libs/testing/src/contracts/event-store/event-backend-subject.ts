import type { EntityManager } from 'typeorm';
import type { EventBackend } from '@ledgerline/event-sourcing/backend';

/** A database of its own, on which the contract suite opens backends: each stands for one node of an application. */
export interface EventBackendSubject {
  /** Whether a transaction that has appended makes every other writer wait until it ends, as a log in strict order does. */
  readonly hasTurns?: boolean;
  /** A further backend on the same database, started. */
  open(): Promise<EventBackend>;
  /**
   * Runs work in a transaction of the application's on the same database; rolls back when it throws. Absent for a backend without
   * transactions.
   */
  transaction?<R>(work: (manager: EntityManager) => Promise<R>): Promise<R>;
  /**
   * Runs work while an open transaction of somebody else's holds a stream, which may not exist yet, without appending to it. Absent
   * for a backend without transactions.
   */
  hold?(stream: string, work: () => Promise<void>): Promise<void>;
  /** Stops the backends and removes the database. */
  drop(): Promise<void>;
}

/** Makes an empty database for a group of specs. */
export type EventBackendFactory = () => Promise<EventBackendSubject>;
