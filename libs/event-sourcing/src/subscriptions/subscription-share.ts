import { Logger } from '@nestjs/common';
import type { Clock } from '@ledgerline/storage';
import type { EventBackend, LogPage } from '../backends/event-backend.js';
import type { RecordedEvent } from '../events/recorded-event.js';
import type { EventReader } from '../reading/event-reader.js';
import { quietly } from '../reading/stream-reader.js';
import { partitionOf } from '../streams/partition-of.js';
import { handleBatch, PoisonEventError } from './batch-handler.js';
import type { HeadPoller } from './head-poller.js';
import { PartitionHead } from './partition-head.js';
import type { ShareLeaseKeeper } from './share-lease-keeper.js';
import type { ResolvedSubscribeOptions } from './subscribe-options.js';
import type { SubscriptionHandler, SubscriptionShareStatus, SubscriptionState } from './subscription.js';

const LEASE_POLL = 1_000;
const FIRST_RECONNECT_DELAY = 100;
const LONGEST_RECONNECT_DELAY = 5_000;
/** Positions that may pass without a matching event before the checkpoint is written nevertheless. */
const QUIET_STRETCH = 1_000;

/** What a share works with. */
export interface ShareContext {
  readonly backend: EventBackend;
  readonly poller: HeadPoller;
  readonly reader: EventReader;
  readonly clock: Clock;
  readonly options: ResolvedSubscribeOptions;
  readonly typeNames: readonly string[] | undefined;
  readonly handler: SubscriptionHandler;
  readonly member: number;
  readonly partition: number;
  /** Absent for a subscription without a name. */
  readonly lease: ShareLeaseKeeper | undefined;
  /** Where to begin without a checkpoint. */
  initialPosition(): Promise<number>;
}

/** One share of a subscription: owns it if it can, reads behind its checkpoint, hands over batches, and never dies silently. */
export class SubscriptionShare {
  readonly #logger = new Logger('Subscription');
  readonly #head: PartitionHead;
  readonly #done: Promise<void>;
  #state: SubscriptionState = 'starting';
  #position = 0;
  #error: Error | undefined;
  #poison: SubscriptionShareStatus['poison'];
  #isPlaced = false;
  #isPaused = false;
  #isStopped = false;
  #wakeUp: () => void = () => {};

  constructor(private readonly context: ShareContext) {
    this.#head = new PartitionHead(context.poller, context.partition);
    this.#done = this.#run();
  }

  status(): SubscriptionShareStatus {
    const { member, partition } = this.context;
    const { position: head, heldBack } = this.#head.current;
    return {
      member,
      partition,
      state: this.#state,
      position: this.#position,
      head,
      ...(this.#error ? { error: this.#error } : {}),
      ...(this.#poison ? { poison: this.#poison } : {}),
      ...(heldBack ? { heldBack } : {}),
    };
  }

  pause(): void {
    this.#isPaused = true;
    this.#wake();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#state === 'faulted') this.#state = 'catching-up';
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    let reconnectDelay = FIRST_RECONNECT_DELAY;
    while (!this.#isStopped) {
      try {
        if (await this.#own()) await this.#consume();
        else await this.#sleep(LEASE_POLL);
        reconnectDelay = FIRST_RECONNECT_DELAY;
      } catch (error) {
        this.#report('disconnected', error as Error);
        await this.#sleep(reconnectDelay);
        reconnectDelay = Math.min(reconnectDelay * 2, LONGEST_RECONNECT_DELAY);
      }
    }
    this.#head.close();
    // A lease that cannot be given back runs out by itself.
    await this.context.lease?.release().catch(() => undefined);
    this.#state = 'stopped';
  }

  /** Takes the lease, or finds the place to start at; false when another node runs this share. */
  async #own(): Promise<boolean> {
    const { backend, lease } = this.context;
    if (!backend.isReady) await backend.ready();
    if (!lease) {
      if (!this.#isPlaced) this.#position = await this.context.initialPosition();
      this.#isPlaced = true;
    } else if (await lease.isHeld()) {
      this.#position = lease.position;
    } else if (await lease.acquire(await this.context.initialPosition())) {
      this.#position = lease.position;
    } else {
      this.#state = 'waiting-for-lease';
      return false;
    }
    this.#state = 'catching-up';
    this.#error = undefined;
    return true;
  }

  /** Handles what comes, until it is stopped or the lease is lost. */
  async #consume(): Promise<void> {
    let ahead: Promise<LogPage> | undefined;
    while (await this.#mayGoOn()) {
      const upTo = this.#head.current.position;
      if (upTo <= this.#position) {
        await this.#idle();
        continue;
      }
      const page = await (ahead ?? this.#fetch(this.#position, upTo));
      ahead = page.scannedTo < upTo ? quietly(this.#fetch(page.scannedTo, upTo)) : undefined;
      if (!(await this.#handle(page))) {
        ahead = undefined;
        if (this.#state !== 'faulted' && !this.#isStopped) return;
      }
    }
  }

  /** Waits out a pause or a fault; false when the share has to be owned anew, or is stopped. */
  async #mayGoOn(): Promise<boolean> {
    for (;;) {
      if (this.#isStopped) return false;
      if (this.context.lease && !(await this.context.lease.isHeld())) return false;
      if (this.#isStopped) return false;
      if (!this.#isPaused && this.#state !== 'faulted') break;
      if (this.#isPaused) this.#state = 'paused';
      await this.#sleep(LEASE_POLL);
    }
    if (this.#state === 'paused') this.#state = 'catching-up';
    return true;
  }

  async #idle(): Promise<void> {
    if (this.#head.error) this.#report('disconnected', this.#head.error as Error);
    else {
      this.#state = 'live';
      this.#error = undefined;
    }
    await this.#head.news();
  }

  #fetch(after: number, upTo: number): Promise<LogPage> {
    const { backend, partition, options, typeNames } = this.context;
    const filter = {
      ...(options.category === undefined ? {} : { category: options.category }),
      ...(typeNames ? { types: typeNames } : {}),
    };
    return backend.readLog({ partition, after, upTo, direction: 'forwards', limit: options.batchSize, ...filter });
  }

  /** Hands a page over and moves the checkpoint behind it; false when it did not get through. */
  async #handle(page: LogPage): Promise<boolean> {
    const { events, unreadable } = this.#recorded(page);
    try {
      if (events.length > 0 && !(await handleBatch(events, this.#surroundings()))) return false;
      if (unreadable) {
        if (events.length > 0 && !(await this.#advance(events.at(-1)!.position, true))) return false;
        throw unreadable;
      }
    } catch (error) {
      if (!(error instanceof PoisonEventError)) throw error;
      this.#fault(error);
      return false;
    }
    return this.#advance(page.scannedTo, events.length > 0);
  }

  #surroundings() {
    const { handler, options } = this.context;
    return {
      handler,
      retry: options.retry,
      pause: async (delay: number) => {
        await this.#sleep(delay);
        return !this.#isStopped && (!this.context.lease || (await this.context.lease.isHeld()));
      },
      handled: (event: RecordedEvent) => this.#advance(event.position, true),
    };
  }

  /** This member's events of a page, up to the first that cannot be read: those before it are handled all the same. */
  #recorded({ events }: LogPage): { events: RecordedEvent[]; unreadable?: PoisonEventError } {
    const { member, options, reader } = this.context;
    const recorded: RecordedEvent[] = [];
    for (const stored of events) {
      if (options.members > 1 && partitionOf(stored.stream, options.members) !== member) continue;
      try {
        recorded.push(...reader.read(stored));
      } catch (error) {
        return { events: recorded, unreadable: new PoisonEventError(stored, error as Error) };
      }
    }
    return { events: recorded };
  }

  async #advance(to: number, isWorthWriting: boolean): Promise<boolean> {
    const { lease } = this.context;
    const isDue = isWorthWriting || (lease !== undefined && to - lease.position >= QUIET_STRETCH);
    if (lease && isDue && !(await lease.advance(to))) return false;
    this.#position = to;
    return true;
  }

  #fault({ event, cause }: PoisonEventError): void {
    this.#poison = { stream: event.stream, version: event.version, position: event.position };
    this.#report('faulted', cause);
  }

  #report(state: 'faulted' | 'disconnected', error: Error): void {
    const isNews = this.#state !== state;
    this.#state = state;
    this.#error = error;
    if (!isNews) return;
    const name = this.context.options.name ?? '(without a name)';
    if (state === 'disconnected')
      return this.#logger.warn(`The subscription ${name} lost its database and goes on when it is back: ${error.message}`);
    const { stream, version } = this.#poison!;
    this.#logger.error(
      `The subscription ${name} stopped at event ${version} of the stream "${stream}"; mend the cause and resume it. ${error.message}`,
      error.stack,
    );
  }

  #sleep(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.context.clock.setTimer(resolve, delay);
      this.#wakeUp = () => {
        cancel();
        resolve();
      };
      if (this.#isStopped) this.#wakeUp();
    });
  }

  #wake(): void {
    this.#wakeUp();
    this.#head.wake();
  }
}
