/** What travels with each call of an outside service. */
export interface ServiceCall {
  /** Same for every repetition of one call. */
  readonly idempotencyKey: string;
  /** Aborted when the caller no longer waits. */
  readonly signal?: AbortSignal;
}
