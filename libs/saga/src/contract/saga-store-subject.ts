import type { SagaStore } from '../backends/saga-store.js';

/** A database of its own, on which the contract suite opens stores: each stands for one node of an application. */
export interface SagaStoreSubject {
  /** A further store on the same database, started. */
  open(): Promise<SagaStore>;
  /** Runs work while an open transaction of somebody else's holds a saga's row. Absent for a store without transactions. */
  hold?(id: string, work: () => Promise<void>): Promise<void>;
  /** Stops the stores and removes the database. */
  drop(): Promise<void>;
}

/** Makes an empty database for a group of specs. */
export type SagaStoreFactory = () => Promise<SagaStoreSubject>;
