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
import type { ShareKeeper } from './share-keeper.js';
import type { SubscriptionRetryOptions } from './subscribe-options.js';
import type { SubscriptionShareStatus, SubscriptionState } from './subscription.js';

/** How often a share looks that stands still, or that another node runs, in milliseconds. */
const LOOK_INTERVAL = 1_000;
const FIRST_RECONNECT_DELAY = 100;
const LONGEST_RECONNECT_DELAY = 5_000;

/** What a share takes of the log, and how. */
export interface ShareOptions {
  /** How logs name it, for example `The subscription audit`. */
  readonly title: string;
  readonly category?: string;
  /** Names of types as they are stored, for the query. */
  readonly storedTypes?: readonly string[];
  /** Names of types that are handled, which upcasters may make of others. */
  readonly types?: ReadonlySet<string>;
  readonly members: number;
  /** Most events that are fetched at a time. */
  readonly pageSize: number;
  readonly retry: Required<SubscriptionRetryOptions>;
}

/** The options that those who open shares give; the types are added from classes. */
export type SharesOptions = Omit<ShareOptions, 'types' | 'storedTypes'>;

/** What a share works with. */
export interface ShareContext {
  readonly backend: EventBackend;
  readonly poller: HeadPoller;
  readonly reader: EventReader;
  readonly clock: Clock;
  readonly options: ShareOptions;
  readonly member: number;
  readonly partition: number;
  readonly keeper: ShareKeeper;
}

/** One share of a subscription: owns it if it can, reads behind its checkpoint, hands over batches, and never dies silently. */
export class SubscriptionShare {
  readonly #logger = new Logger('Subscription');
  readonly #head: PartitionHead;
  readonly #done: Promise<void>;
  #state: SubscriptionState = 'starting';
  #lost: Error | undefined;
  #isStopped = false;
  #wakeUp: () => void = () => {};

  constructor(private readonly context: ShareContext) {
    this.#head = new PartitionHead(context.poller, context.partition);
    this.#done = this.#run();
  }

  status(): SubscriptionShareStatus {
    const { member, partition, keeper } = this.context;
    const { position: head, heldBack } = this.#head.current;
    const halt = keeper.halt?.state === 'faulted' ? keeper.halt : undefined;
    const error = this.#lost ?? halt?.error;
    return {
      member,
      partition,
      state: this.#state,
      position: keeper.position,
      head,
      ...(error ? { error } : {}),
      ...(halt?.poison ? { poison: halt.poison } : {}),
      ...(heldBack ? { heldBack } : {}),
    };
  }

  /** Has the share look at once at what it is to do. */
  wake(): void {
    this.#wakeUp();
    this.#head.wake();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    let reconnectDelay = FIRST_RECONNECT_DELAY;
    while (!this.#isStopped) {
      try {
        if (await this.#own()) await this.#consume();
        else await this.#sleep(LOOK_INTERVAL);
        reconnectDelay = FIRST_RECONNECT_DELAY;
      } catch (error) {
        this.#disconnected(error as Error);
        await this.#sleep(reconnectDelay);
        reconnectDelay = Math.min(reconnectDelay * 2, LONGEST_RECONNECT_DELAY);
      }
    }
    this.#head.close();
    // A lease that cannot be given back runs out by itself.
    await this.context.keeper.release().catch(() => undefined);
    this.#state = 'stopped';
  }

  /** False when another node runs this share. */
  async #own(): Promise<boolean> {
    const { backend, keeper } = this.context;
    if (!backend.isReady) await backend.ready();
    const isOurs = await keeper.own();
    this.#state = isOurs ? (keeper.halt?.state ?? 'catching-up') : 'waiting-for-lease';
    this.#lost = undefined;
    return isOurs;
  }

  /** Handles what comes, until it is stopped or the lease is lost. */
  async #consume(): Promise<void> {
    const { keeper } = this.context;
    let ahead: { readonly after: number; readonly page: Promise<LogPage> } | undefined;
    while (await this.#mayGoOn()) {
      const upTo = this.#head.current.position;
      const { position } = keeper;
      if (upTo <= position) {
        await this.#idle();
        continue;
      }
      // Somebody may have moved the checkpoint while it stood still; what was fetched then is of another place.
      const page = await (ahead?.after === position ? ahead.page : this.#fetch(position, upTo));
      const after = page.scannedTo;
      ahead = after < upTo ? { after, page: quietly(this.#fetch(after, upTo)) } : undefined;
      if (!(await this.#handle(page))) return;
    }
  }

  /** Waits out a pause or a fault; false when the share has to be owned anew, or is stopped. */
  async #mayGoOn(): Promise<boolean> {
    const { keeper } = this.context;
    for (;;) {
      if (this.#isStopped || !(await keeper.isHeld()) || this.#isStopped) return false;
      if (!keeper.halt) break;
      this.#state = keeper.halt.state;
      await this.#sleep(LOOK_INTERVAL);
      await keeper.look();
    }
    if (this.#state === 'paused' || this.#state === 'faulted') this.#state = 'catching-up';
    return true;
  }

  async #idle(): Promise<void> {
    if (this.#head.error) this.#disconnected(this.#head.error as Error);
    else {
      this.#state = 'live';
      this.#lost = undefined;
    }
    await this.#head.news();
  }

  #fetch(after: number, upTo: number): Promise<LogPage> {
    const { backend, partition, options } = this.context;
    const { category, storedTypes: types, pageSize: limit } = options;
    const filter = { ...(category === undefined ? {} : { category }), ...(types ? { types } : {}) };
    return backend.readLog({ partition, after, upTo, direction: 'forwards', limit, ...filter });
  }

  /** Hands a page over and moves the checkpoint behind it; false when it did not get through. */
  async #handle(page: LogPage): Promise<boolean> {
    const { events, unreadable } = this.#recorded(page);
    try {
      if (!unreadable) return await handleBatch(events, page.scannedTo, this.#surroundings());
      if (events.length > 0 && !(await handleBatch(events, events.at(-1)!.position, this.#surroundings()))) return false;
      throw unreadable;
    } catch (error) {
      if (!(error instanceof PoisonEventError)) throw error;
      await this.#fault(error);
      return false;
    }
  }

  #surroundings() {
    const { keeper, options } = this.context;
    const pause = async (delay: number) => {
      await this.#sleep(delay);
      return !this.#isStopped && (await keeper.isHeld());
    };
    return { keeper, retry: options.retry, pause };
  }

  /** This member's events of a page, up to the first that cannot be read: those before it are handled all the same. */
  #recorded({ events }: LogPage): { events: RecordedEvent[]; unreadable?: PoisonEventError } {
    const { member, options, reader } = this.context;
    const recorded: RecordedEvent[] = [];
    for (const stored of events) {
      if (options.members > 1 && partitionOf(stored.stream, options.members) !== member) continue;
      try {
        const current = reader.read(stored);
        recorded.push(...(options.types ? current.filter(({ type }) => options.types!.has(type)) : current));
      } catch (error) {
        return { events: recorded, unreadable: new PoisonEventError(stored, error as Error, 1) };
      }
    }
    return { events: recorded };
  }

  async #fault(poison: PoisonEventError): Promise<void> {
    const { keeper, options } = this.context;
    await keeper.fault(poison);
    const { stream, version } = poison.event;
    this.#logger.error(
      `${options.title} stopped at event ${version} of the stream "${stream}"; mend the cause and resume it. ${poison.message}`,
      poison.cause.stack,
    );
  }

  #disconnected(error: Error): void {
    const isNews = this.#state !== 'disconnected';
    this.#state = 'disconnected';
    this.#lost = error;
    if (isNews)
      this.#logger.warn(`${this.context.options.title} lost its database and goes on when it is back: ${error.message}`);
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
}
