import type { AmbientTransaction } from '@ledgerline/storage';

/** What a command claims a key with. */
export interface CommandClaim {
  readonly key: string;
  /** Name of the command's class. */
  readonly command: string;
  /** Hash of what it says. */
  readonly fingerprint: Buffer;
  /** Milliseconds that the record is kept. */
  readonly ttl: number;
  /** Milliseconds that somebody else's claim on the key is waited for. */
  readonly patience: number;
}

/** The command that a key belongs to. */
export interface CommandRecord {
  readonly command: string;
  readonly fingerprint: Buffer;
  /** What {@link CommandRecords.record} was given; `null` while its own transaction runs. */
  readonly result: string | null;
}

/** Claiming a key ended in a deadlock among those who wait for it; nothing was done, and it may be tried again at once. */
export class ClaimDeadlockError extends Error {}

/** Somebody else's claim on a key was waited for in vain. */
export class ClaimTimeoutError extends Error {}

/**
 * Where the results of idempotent commands are kept: one row each, in the transaction of the command itself. There is no state in between
 * and no owner: a row is there with its command's effects, or neither is.
 */
export interface CommandRecords {
  /** Resolves when records can be kept. @throws StorageUnavailableException (503) */
  ready(): Promise<void>;
  /**
   * Takes a key for the transaction, or gives the record that it belongs to. Waits for a transaction that has claimed it and is open.
   *
   * @throws ClaimDeadlockError, ClaimTimeoutError
   */
  claim(transaction: AmbientTransaction, claim: CommandClaim): Promise<CommandRecord | undefined>;
  /** Adds the result to the claim of this transaction, before its commit. In memory it answers at once. */
  record(transaction: AmbientTransaction, key: string, result: string): Promise<void> | void;
  /** Removes at most `most` records that have expired; returns how many. */
  prune(most: number): Promise<number>;
}
