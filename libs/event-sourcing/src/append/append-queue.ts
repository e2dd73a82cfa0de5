import type { AppendOutcome, AppendRequest } from '../backends/event-backend.js';
import type { WriterOptions } from './writer-options.js';

/** An append that waits for its outcome. */
export interface PendingAppend {
  request: AppendRequest;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
  /** Batches that carried it and failed. */
  attempts: number;
  /** Whether a batch that carried it was sent and not answered. */
  isInDoubt?: boolean;
  /** Times that its stream was held by somebody. */
  busyAttempts: number;
  readonly waitingSince: number;
  /** Travels in a batch of its own, since a batch that carried it was refused by the database. */
  isAlone?: boolean;
}

/** Appends that wait, oldest first, bounded in number and bytes. */
export class AppendQueue {
  #waiting: PendingAppend[] = [];
  #bytes = 0;

  constructor(private readonly limits: WriterOptions) {}

  get length(): number {
    return this.#waiting.length;
  }

  /** Adds an append at the end; false when the queue is full. */
  offer(pending: PendingAppend): boolean {
    const bytes = sizeOf(pending);
    const isFull = this.#waiting.length >= this.limits.maxQueued || this.#bytes + bytes > this.limits.maxQueuedBytes;
    if (isFull && this.#waiting.length > 0) return false;
    this.#waiting.push(pending);
    this.#bytes += bytes;
    return true;
  }

  /** Puts appends that were taken back in front, whether the queue is full or not: they were accepted. */
  putBack(pending: readonly PendingAppend[]): void {
    this.#waiting.unshift(...pending);
    for (const each of pending) this.#bytes += sizeOf(each);
  }

  /**
   * Takes the next batch of at most `most` appends: at most one append of a stream, none of a stream in `held`, within the limits of a batch. What is passed
   * over keeps its place, and so does everything behind it in the same stream.
   */
  take(held: ReadonlySet<string>, most: number): PendingAppend[] {
    const limit = Math.min(most, this.limits.maxBatchAppends);
    const batch: PendingAppend[] = [];
    const rest: PendingAppend[] = [];
    const streams = new Set<string>(held);
    let events = 0;
    let bytes = 0;
    let isClosed = false;
    for (const [index, pending] of this.#waiting.entries()) {
      if (isClosed || batch.length === limit) {
        rest.push(...this.#waiting.slice(index));
        break;
      }
      const { stream } = pending.request;
      const size = sizeOf(pending);
      const fits =
        events + pending.request.events.length <= this.limits.maxBatchEvents && bytes + size <= this.limits.maxBatchBytes;
      const mayTravel = !streams.has(stream) && (batch.length === 0 || (fits && !pending.isAlone));
      streams.add(stream);
      if (!mayTravel) {
        rest.push(pending);
        continue;
      }
      batch.push(pending);
      events += pending.request.events.length;
      bytes += size;
      isClosed = pending.isAlone === true;
    }
    this.#waiting = rest;
    this.#bytes -= bytes;
    return batch;
  }
}

/** Characters of payload and metadata: near enough to bytes to bound memory. */
function sizeOf({ request }: PendingAppend): number {
  let size = 0;
  for (const event of request.events) size += event.data.length + (event.metadata?.length ?? 0);
  return size;
}
