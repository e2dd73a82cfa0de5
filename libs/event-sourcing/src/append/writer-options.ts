/** The bounds of the group-commit writer. */
export interface WriterOptions {
  /** Batches in flight at a time; each takes a connection of the pool. */
  readonly lanes: number;
  /** Appends that must wait before another lane opens. */
  readonly laneThreshold: number;
  readonly maxBatchAppends: number;
  readonly maxBatchEvents: number;
  /** Characters of payload in one batch; a single append may exceed it. */
  readonly maxBatchBytes: number;
  readonly maxQueued: number;
  /** Characters of payload that may wait. */
  readonly maxQueuedBytes: number;
  /** Times that an append is sent again after its batch failed. */
  readonly maxRetries: number;
  /** How long an append waits for a stream that an open transaction holds, in milliseconds. */
  readonly busyTimeout: number;
}

export const DEFAULT_WRITER_OPTIONS: WriterOptions = {
  lanes: 2,
  laneThreshold: 16,
  maxBatchAppends: 256,
  maxBatchEvents: 2_000,
  maxBatchBytes: 4_000_000,
  maxQueued: 20_000,
  maxQueuedBytes: 128_000_000,
  maxRetries: 3,
  busyTimeout: 30_000,
};
