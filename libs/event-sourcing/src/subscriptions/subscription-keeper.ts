import type { RecordedEvent } from '../events/recorded-event.js';
import type { PoisonEventError } from './batch-handler.js';
import type { ShareHalt, ShareKeeper } from './share-keeper.js';
import type { ShareLeaseKeeper } from './share-lease-keeper.js';
import type { SubscriptionHandler } from './subscription.js';

/** Positions that may pass without a matching event before the checkpoint is written nevertheless. */
const QUIET_STRETCH = 1_000;

/** Keeps a share of a subscription: its checkpoint follows the handler, so a batch may come again after a crash. Pauses are this process's. */
export class SubscriptionKeeper implements ShareKeeper {
  #position = 0;
  #isPlaced = false;
  #halt: ShareHalt | undefined;

  /**
   * @param lease absent for a subscription without a name
   * @param initialPosition where to begin without a checkpoint
   */
  constructor(
    private readonly handler: SubscriptionHandler,
    readonly batchSize: number,
    private readonly lease: ShareLeaseKeeper | undefined,
    private readonly initialPosition: () => Promise<number>,
  ) {}

  get position(): number {
    return this.#position;
  }

  get halt(): ShareHalt | undefined {
    return this.#halt;
  }

  pause(): void {
    this.#halt = { state: 'paused' };
  }

  resume(): void {
    this.#halt = undefined;
  }

  async own(): Promise<boolean> {
    const { lease } = this;
    if (!lease) {
      if (!this.#isPlaced) this.#position = await this.initialPosition();
      this.#isPlaced = true;
      return true;
    }
    if (!(await lease.isHeld()) && !(await lease.acquire(await this.initialPosition()))) return false;
    this.#position = lease.position;
    return true;
  }

  async isHeld(): Promise<boolean> {
    return !this.lease || this.lease.isHeld();
  }

  async handle(events: RecordedEvent[], to: number): Promise<boolean> {
    await this.handler(events);
    return this.#advance(to, true);
  }

  pass(to: number): Promise<boolean> {
    return this.#advance(to, false);
  }

  async fault({ event, cause }: PoisonEventError): Promise<void> {
    const { stream, version, position } = event;
    this.#halt = { state: 'faulted', error: cause, poison: { stream, version, position } };
  }

  async look(): Promise<void> {}

  async release(): Promise<void> {
    await this.lease?.release();
  }

  async #advance(to: number, isWorthWriting: boolean): Promise<boolean> {
    const isDue = isWorthWriting || (this.lease !== undefined && to - this.lease.position >= QUIET_STRETCH);
    if (this.lease && isDue && !(await this.lease.advance(to))) return false;
    this.#position = to;
    return true;
  }
}
