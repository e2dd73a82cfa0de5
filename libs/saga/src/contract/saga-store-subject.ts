import type { EntityManager } from 'typeorm';
import type { SagaStore } from '../backends/saga-store.js';

/** A database of its own, on which the contract suite opens stores: each stands for one node of an application. */
export interface SagaStoreSubject {
  /** A further store on the same database, started. */
  open(): Promise<SagaStore>;
  /** Runs work while an open transaction of somebody else's holds a saga's row. Absent for a store without transactions. */
  hold?(id: string, work: () => Promise<void>): Promise<void>;
  /** Runs work in a transaction of the application's, at the engine's own level of isolation. Absent for a store without transactions. */
  transaction?<R>(work: (manager: EntityManager) => Promise<R>): Promise<R>;
  /** Stops the stores and removes the database. */
  drop(): Promise<void>;
}

/** Makes an empty database for a group of specs. */
export type SagaStoreFactory = () => Promise<SagaStoreSubject>;
