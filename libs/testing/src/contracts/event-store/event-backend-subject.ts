import type { EntityManager } from 'typeorm';
import type { EventBackend } from '@ledgerline/event-sourcing/backend';

/** A database of its own, on which the contract suite opens backends: each stands for one node of an application. */
export interface EventBackendSubject {
  /** A further backend on the same database, started. */
  open(): Promise<EventBackend>;
  /**
   * Runs work in a transaction of the application's on the same database; rolls back when it throws. Absent for a backend without
   * transactions.
   */
  transaction?<R>(work: (manager: EntityManager) => Promise<R>): Promise<R>;
  /** Stops the backends and removes the database. */
  drop(): Promise<void>;
}

/** Makes an empty database for a group of specs. */
export type EventBackendFactory = () => Promise<EventBackendSubject>;
