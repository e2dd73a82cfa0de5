/** Names one share of a durable subscription. */
export interface ShareKey {
  readonly name: string;
  /** Number of members among which the log is shared. */
  readonly members: number;
  /** This share's member, from 0. */
  readonly member: number;
  readonly partition: number;
}

/** The right to run a share, until it ends or somebody else takes it. */
export interface ShareLease {
  /** Fencing token: each owner has a higher one, and only the newest can move the checkpoint. */
  readonly epoch: number;
  /** The checkpoint. */
  readonly position: number;
}

/**
 * Where durable subscriptions keep their checkpoints and leases; times are the database's. Each method is one statement.
 *
 * @see https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html on why a lease needs a fencing token
 */
export interface CheckpointStore {
  /** Takes a share that is free or whose lease has run out; `null` when another owner has it. A share that is new starts at `initial`. */
  acquire(share: ShareKey, owner: string, term: number, initial: number): Promise<ShareLease | null>;
  /** Prolongs a lease; false when it was lost. A lease that has run out and that nobody took is renewed. */
  renew(share: ShareKey, epoch: number, term: number): Promise<boolean>;
  /** Moves the checkpoint; false when the lease was lost. Repeating it does no harm. */
  advance(share: ShareKey, epoch: number, from: number, to: number): Promise<boolean>;
  /** Gives a lease back, if it is still held. */
  release(share: ShareKey, epoch: number): Promise<void>;
}
