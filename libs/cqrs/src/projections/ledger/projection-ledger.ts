import type { EntityManager } from 'typeorm';
import type { ProjectionError } from '../projection-status.js';

/** Names one row: a projection's version on one partition of the log. */
export interface ProjectionKey {
  readonly name: string;
  readonly version: number;
  readonly partition: number;
}

/**
 * What a row's model is to readers: `live` is what they see; a `shadow` is made beside it; an `archived` one was live before.
 */
export type ProjectionRole = 'live' | 'shadow' | 'archived';

/** What was asked of the row's owner, or befell it; every node sees it. */
export type ProjectionMode = 'running' | 'paused' | 'faulted';

/** One row: lease, fencing token and checkpoint together, so that one condition guards them all. */
export interface ProjectionRow extends ProjectionKey {
  readonly role: ProjectionRole;
  readonly mode: ProjectionMode;
  /** Everything up to here is handled, and in the model. */
  readonly position: number;
  /** Fencing token: each owner has a higher one. */
  readonly epoch: number;
  readonly owner: string | null;
  /** Whether the owner's lease runs, by the database's clock. */
  readonly isLeased: boolean;
  /** When the last event that was handled was recorded, in milliseconds since the epoch. */
  readonly reachedAt: number | null;
  readonly error: ProjectionError | null;
}

/** A step of the checkpoint, by who holds the epoch. */
export interface ProjectionAdvance {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  /** The lease goes on for this long, in milliseconds. */
  readonly term: number;
  readonly reachedAt: number | null;
}

/**
 * The rows of all projections, in the database that these write to; times are the database's. Each method is one statement, but for
 * what its docstring says.
 */
export interface ProjectionLedger {
  /** Every row; with a manager, as its database or transaction sees them. Takes no lock. */
  rows(manager?: EntityManager): Promise<ProjectionRow[]>;
  /** Adds a row that starts at `position`, unless it is there. */
  add(key: ProjectionKey, role: ProjectionRole, position: number): Promise<void>;
  /** Takes a row that is free or whose lease has run out; null when somebody has it, or is working on it. */
  take(key: ProjectionKey, owner: string, term: number): Promise<ProjectionRow | null>;
  /** Prolongs a lease and tells how the row stands; null when it was lost. */
  renew(key: ProjectionKey, epoch: number, term: number): Promise<ProjectionRow | null>;
  /** Gives a lease back, if it is still held. */
  release(key: ProjectionKey, epoch: number): Promise<void>;
  /**
   * Moves the checkpoint and prolongs the lease, if the row is still ours, running, and where we left it. First in the transaction of
   * what is handled: the row stays locked until its end, so nobody takes over in the middle; and the database ends a session that
   * stops in the middle for longer than the term. Without a manager it commits by itself.
   */
  advance(key: ProjectionKey, advance: ProjectionAdvance, manager?: EntityManager): Promise<boolean>;
  /** Stops a row at an event; false when the lease was lost. */
  fault(key: ProjectionKey, epoch: number, error: ProjectionError): Promise<boolean>;
  /** Stops a live projection on all nodes. */
  pause(name: string): Promise<void>;
  /** Lets a live projection go on; with `skip` behind the event that it stopped at. */
  resume(name: string, skip: boolean): Promise<void>;
}
