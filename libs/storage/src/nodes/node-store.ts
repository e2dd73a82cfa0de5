/** One process, as the others know it. */
export interface NodeIdentity {
  /** Fresh for each start of a process. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
}

/** Where nodes keep their leases. The store's clock decides; a death, once written, is never taken back. */
export interface NodeStore {
  /** Makes the node known, with a lease of `term` milliseconds from now; changes nothing when it is known. */
  register(node: NodeIdentity, term: number): Promise<void>;
  /** Prolongs the lease, even one that ran out, unless the node was declared dead; false = it was, or is not known. */
  renew(id: string, term: number): Promise<boolean>;
  /**
   * Declares nodes dead whose leases have run out; only a node that has itself been alive without a gap for a term may do so, since a
   * database that was away silences all of them alike. Gives the ids of those that this call declared dead.
   */
  declareDead(id: string, term: number): Promise<readonly string[]>;
  /** Ends the connection that the heartbeat has for itself. */
  close(): Promise<void>;
}
