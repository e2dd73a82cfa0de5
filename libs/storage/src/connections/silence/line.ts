/** One connection of a pool, as far as its silence can be told. */
export interface Line {
  /** What the server calls this session. */
  readonly session: number;
  /** Bytes that have come from the server. */
  readonly heard: number;
  /** Whether an answer is due. */
  readonly isWaiting: boolean;
  /** Whether nobody has it now. */
  readonly isFree: boolean;
  /** Ends the connection at once: whoever waits for an answer gets `reason`. */
  hangUp(reason: Error): void;
}

/** The connections of one pool, and the way around them. */
export interface Lines {
  /** Those that are open and were used at least once. */
  open(): readonly Line[];
  /**
   * Asks the server, over a connection made for it, which of these sessions it works for.
   *
   * @param limit milliseconds for all of it
   * @returns `undefined` when the server cannot tell, since something between here and there pools connections
   * @throws what connecting or asking failed with
   */
  atWork(sessions: readonly number[], limit: number): Promise<ReadonlySet<number> | undefined>;
}
