import type { RecordedEvent } from '@ledgerline/event-sourcing';
import { LeaseTrust, type PoisonEventError, type ShareHalt, type ShareKeeper } from '@ledgerline/event-sourcing/backend';
import { isConnectionError, type Clock } from '@ledgerline/storage';
import type { ProjectionKey, ProjectionLedger, ProjectionRow } from '../ledger/projection-ledger.js';
import { BatchSize } from './batch-size.js';
import { errorOf } from './error-of.js';
import type { ProjectionWork } from './projection-work.js';

/** Positions without an event for it are noted in the row this long after the log has come to rest: other nodes wait for them. */
const QUIET_NOTE_DELAY = 25;

/** What a keeper works with. */
export interface ProjectionKeeperContext {
  readonly ledger: ProjectionLedger;
  readonly work: ProjectionWork;
  readonly clock: Clock;
  /** Names this node's runner; new for each process. */
  readonly owner: string;
  /** Of the lease, in milliseconds. */
  readonly term: number;
  /** Most events of one transaction. */
  readonly mostEvents: number;
  /** The row that may be taken now; undefined when there is none for this node. */
  claim(): Promise<ProjectionKey | undefined>;
  /** Told when the position has moved, or the row changed hands. */
  onMove(): void;
  /** Runs a batch where tracers want it to run. */
  traced(batch: TracedBatch, work: () => Promise<boolean>): Promise<boolean>;
}

/** A batch as it is told of. */
export interface TracedBatch {
  readonly key: ProjectionKey;
  readonly events: readonly RecordedEvent[];
  readonly from: number;
  readonly to: number;
}

/** Keeps one partition of a projection for this node: its row decides about everything. */
export class ProjectionKeeper implements ShareKeeper {
  readonly #trust: LeaseTrust;
  readonly #size: BatchSize;
  #key: ProjectionKey | undefined;
  #epoch = 0;
  /** Where the row stands, and how far there was nothing more to handle. */
  #stored = 0;
  #position = 0;
  #halt: ShareHalt | undefined;
  /** Whether the row may stand elsewhere than we know: an answer was lost. */
  #isDoubtful = false;
  #isWorking = false;
  #abortion = new AbortController();
  #noting: Promise<unknown> = Promise.resolve();
  #cancelNote?: () => void;

  constructor(private readonly context: ProjectionKeeperContext) {
    this.#trust = new LeaseTrust(context.term, context.clock, () => this.#renew());
    this.#size = new BatchSize(context.mostEvents);
  }

  get position(): number {
    return this.#position;
  }

  get batchSize(): number {
    return this.#size.current;
  }

  get halt(): ShareHalt | undefined {
    return this.#halt;
  }

  /** Whether this node runs it, as far as it knows. */
  get isOwner(): boolean {
    return this.#trust.isHoped;
  }

  async own(): Promise<boolean> {
    if (await this.isHeld()) return true;
    const key = await this.context.claim();
    if (!key) return false;
    const sentAt = this.#trust.now();
    const row = await this.context.ledger.take(key, this.context.owner, this.context.term);
    if (!row) return false;
    this.#key = key;
    this.#epoch = row.epoch;
    this.#isDoubtful = false;
    this.#abortion = new AbortController();
    this.#trust.gained(sentAt);
    this.#stored = this.#position = row.position;
    this.#adopt(row);
    return true;
  }

  async isHeld(): Promise<boolean> {
    if (!this.#isDoubtful) return this.#noteLoss(await this.#trust.isHeld());
    const isOurs = this.#noteLoss(await this.#trust.renew());
    this.#isDoubtful = false;
    return isOurs;
  }

  async handle(events: RecordedEvent[], to: number): Promise<boolean> {
    this.#cancelNote?.();
    await this.#noting;
    const { clock, term, work } = this.context;
    const key = this.#key!;
    const sentAt = this.#trust.now();
    const from = this.#stored;
    const advance = { epoch: this.#epoch, from, to, term, reachedAt: events.at(-1)!.recordedAt.getTime() };
    let isDone: boolean;
    this.#isWorking = true;
    try {
      const { signal } = this.#abortion;
      isDone = await this.context.traced({ key, events, from, to }, () => work.handle(key, events, advance, signal));
    } catch (error) {
      this.#size.failed();
      // Whether it was committed is unknown then: the row says.
      if (isConnectionError(error)) this.#isDoubtful = true;
      throw error;
    } finally {
      this.#isWorking = false;
    }
    if (!isDone) return this.#refused();
    this.#size.handled(events.length, clock.monotonic() - sentAt.monotonic);
    this.#moved(to, sentAt);
    return true;
  }

  async pass(to: number): Promise<boolean> {
    this.#position = to;
    this.context.onMove();
    this.#cancelNote?.();
    this.#cancelNote = this.context.clock.setTimer(() => {
      this.#noting = this.#note();
    }, QUIET_NOTE_DELAY);
    return true;
  }

  async fault(poison: PoisonEventError): Promise<void> {
    const error = errorOf(poison, this.context.clock.now());
    if (!(await this.context.ledger.fault(this.#key!, this.#epoch, error))) await this.#refused();
    else this.#halt = { state: 'faulted', error: poison.cause, poison: poison.event };
    this.context.onMove();
  }

  async look(): Promise<void> {
    await this.#trust.renew();
  }

  async release(): Promise<void> {
    this.#cancelNote?.();
    await this.#noting;
    await this.#note();
    const isOurs = this.#trust.isHoped;
    this.#lose();
    if (isOurs) await this.context.ledger.release(this.#key!, this.#epoch);
  }

  /** Writes down how far there was nothing to handle. */
  async #note(): Promise<void> {
    if (!this.#trust.isHoped || this.#halt || this.#isDoubtful || this.#position <= this.#stored) return;
    const { ledger, term } = this.context;
    const [from, to, sentAt] = [this.#stored, this.#position, this.#trust.now()];
    try {
      const isOurs = await ledger.advance(this.#key!, { epoch: this.#epoch, from, to, term, reachedAt: null });
      if (isOurs) this.#moved(to, sentAt);
      else await this.#refused();
    } catch {
      // The next look at the lease asks the row, and tells when the database is away.
      this.#isDoubtful = true;
    }
  }

  #moved(to: number, sentAt: ReturnType<LeaseTrust['now']>): void {
    this.#stored = to;
    this.#position = Math.max(this.#position, to);
    this.#trust.gained(sentAt);
    this.context.onMove();
  }

  /** The row was not as we knew it: somebody has it, or has told it to stand still or elsewhere. */
  async #refused(): Promise<false> {
    this.#noteLoss(await this.#trust.renew());
    return false;
  }

  /** Asks the row, unless a transaction of ours has it locked: that prolongs the lease by itself. */
  async #renew(): Promise<boolean> {
    if (this.#isWorking && !this.#isDoubtful) return true;
    const row = await this.context.ledger.renew(this.#key!, this.#epoch, this.context.term);
    if (row) this.#adopt(row);
    return row !== null;
  }

  #adopt({ position, mode, error }: ProjectionRow): void {
    if (position !== this.#stored) this.#stored = this.#position = position;
    if (mode === 'running') this.#halt = undefined;
    else if (mode === 'paused') this.#halt = { state: 'paused' };
    else if (this.#halt?.state !== 'faulted') {
      const poison = error?.event;
      this.#halt = { state: 'faulted', error: new Error(error?.message), ...(poison ? { poison } : {}) };
    }
  }

  #noteLoss(isHeld: boolean): boolean {
    if (!isHeld) this.#lose();
    return isHeld;
  }

  #lose(): void {
    this.#trust.lost();
    this.#abortion.abort(new Error('This node no longer runs the projection.'));
    this.context.onMove();
  }
}
