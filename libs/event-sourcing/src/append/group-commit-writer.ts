import type { Clock } from '@ledgerline/storage';
import type { AppendOutcome, AppendRequest } from '../backends/event-backend.js';
import { EventStoreOverloadedException } from '../exceptions/event-store-overloaded.exception.js';
import { AppendQueue, type PendingAppend } from './append-queue.js';
import { busyDelay } from './busy-delay.js';
import { classifyFailure, OutcomeUnknownError, type AppendFailure } from './append-failure.js';
import type { WriterOptions } from './writer-options.js';

/** Sends one batch to the database; see `EventBackend.append`. */
export type SendBatch = (batch: readonly AppendRequest[]) => Promise<AppendOutcome[]>;

/**
 * Group commit: while one batch is on its way to the database the next gathers, so that one round trip and one `fsync` carry every
 * append that waits. An idle writer adds no delay: a lone append goes at once.
 *
 * Trade: with `lanes` batches in flight a burst is shared between connections, which costs a lone caller nothing, since a second
 * lane opens only when `laneThreshold` appends wait. Appends to one stream keep their order: a batch holds a stream once, and no
 * stream travels in two batches at a time.
 *
 * What goes wrong stays with whom it concerns: losers are answers, not errors; a batch that fails as a whole is sent again one by
 * one; an append whose stream is held by somebody's open transaction steps aside and tries again; one whose answer was lost is sent
 * again under its event ids, which store it once.
 */
export class GroupCommitWriter {
  readonly #queue: AppendQueue;
  readonly #streamsInFlight = new Set<string>();
  /** Streams whose foremost append steps aside; they stay in flight, so that later ones keep behind it. */
  readonly #streamsAside = new Set<string>();
  #batchesInFlight = 0;
  #isScheduled = false;
  #whenIdle: (() => void)[] = [];

  constructor(
    private readonly send: SendBatch,
    private readonly options: WriterOptions,
    private readonly clock: Clock,
    private readonly onBatch?: (size: number) => void,
  ) {
    this.#queue = new AppendQueue(options);
  }

  /**
   * Resolves with the outcome when the events are durable or refused.
   *
   * @throws EventStoreOverloadedException when the queue is full, or the stream stays held for too long
   * @throws whatever the backend throws for this append alone
   */
  append(request: AppendRequest): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      const pending: PendingAppend = {
        request,
        resolve,
        reject,
        attempts: 0,
        busyAttempts: 0,
        waitingSince: this.clock.monotonic(),
      };
      if (!this.#queue.offer(pending)) {
        return reject(new EventStoreOverloadedException(`${this.#queue.length} appends wait to be written, which is the limit`));
      }
      this.#schedule();
    });
  }

  /** Resolves when everything that was accepted has been answered. */
  async drain(): Promise<void> {
    if (this.#isIdle) return;
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  get #isIdle(): boolean {
    return this.#queue.length === 0 && this.#batchesInFlight === 0 && this.#streamsAside.size === 0;
  }

  /** Appends of one turn of the event loop travel together. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#fillLanes();
    });
  }

  #fillLanes(): void {
    while (this.#queue.length > 0 && this.#mayOpenLane()) {
      const batch = this.#queue.take(this.#streamsInFlight, this.#share());
      if (batch.length === 0) return;
      void this.#sendBatch(batch);
    }
    if (this.#isIdle) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #mayOpenLane(): boolean {
    if (this.#batchesInFlight === 0) return true;
    return this.#batchesInFlight < this.options.lanes && this.#queue.length >= this.options.laneThreshold;
  }

  /** A burst is split evenly over the free lanes: one that took it all would leave the others nothing to do beside it. */
  #share(): number {
    const freeLanes = this.options.lanes - this.#batchesInFlight;
    const perLane = Math.ceil(this.#queue.length / freeLanes);
    return perLane >= this.options.laneThreshold ? perLane : this.#queue.length;
  }

  async #sendBatch(batch: readonly PendingAppend[]): Promise<void> {
    this.#batchesInFlight += 1;
    for (const { request } of batch) this.#streamsInFlight.add(request.stream);
    this.onBatch?.(batch.length);
    try {
      const outcomes = await this.send(batch.map(({ request }) => request));
      batch.forEach((pending, index) => this.#settle(pending, outcomes[index]!));
    } catch (error) {
      this.#settleFailure(batch, error);
    } finally {
      this.#batchesInFlight -= 1;
      for (const { request } of batch) if (!this.#streamsAside.has(request.stream)) this.#streamsInFlight.delete(request.stream);
      this.#fillLanes();
    }
  }

  #settle(pending: PendingAppend, outcome: AppendOutcome): void {
    if (outcome.kind !== 'busy') return pending.resolve(outcome);
    const waited = this.clock.monotonic() - pending.waitingSince;
    if (waited > this.options.busyTimeout) {
      const problem = `The stream "${pending.request.stream}" has been held by an open transaction for ${Math.round(waited)} ms`;
      return pending.reject(new EventStoreOverloadedException(problem));
    }
    this.#stepAside(pending);
  }

  #stepAside(pending: PendingAppend): void {
    const { stream } = pending.request;
    this.#streamsAside.add(stream);
    const delay = busyDelay(pending.busyAttempts++, this.clock.random());
    this.clock.setTimer(() => {
      this.#streamsAside.delete(stream);
      this.#streamsInFlight.delete(stream);
      this.#queue.putBack([pending]);
      this.#fillLanes();
    }, delay);
  }

  #settleFailure(batch: readonly PendingAppend[], error: unknown): void {
    const failure: AppendFailure = classifyFailure(error);
    const again: PendingAppend[] = [];
    for (const pending of batch) {
      pending.attempts += 1;
      const isSuspect = batch.length === 1 && failure === 'refused';
      pending.isInDoubt ||= failure === 'unknown';
      if (failure === 'not-sent' || isSuspect || pending.attempts > this.options.maxRetries) {
        pending.reject(pending.isInDoubt ? new OutcomeUnknownError(error) : error);
        continue;
      }
      if (failure === 'refused') pending.isAlone = true;
      // An id that is stored already may be our own first attempt's: the backend looks before it writes.
      if (failure === 'unknown' || failure === 'repeated-id') pending.request = { ...pending.request, mayRepeat: true };
      again.push(pending);
    }
    this.#queue.putBack(again);
  }
}
