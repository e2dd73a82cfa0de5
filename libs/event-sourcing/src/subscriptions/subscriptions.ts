import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { runInMessageContext, type Clock } from '@ledgerline/storage';
import type { EventBackend } from '../backends/event-backend.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { EventClass } from '../events/event.js';
import type { EventReader } from '../reading/event-reader.js';
import { typeFilter } from '../reading/type-filter.js';
import { parseToken } from '../streams/token.js';
import type { UpcasterChain } from '../upcasting/upcaster-chain.js';
import { HeadPoller } from './head-poller.js';
import { ShareLeaseKeeper } from './share-lease-keeper.js';
import type { ShareKeeper } from './share-keeper.js';
import { resolveSubscribeOptions, type ResolvedSubscribeOptions, type SubscribeOptions } from './subscribe-options.js';
import { overallState, type Subscription, type SubscriptionHandler, type SubscriptionStatus } from './subscription.js';
import { SubscriptionWork } from './subscription-work.js';
import { SubscriptionKeeper } from './subscription-keeper.js';
import { SubscriptionShare, type ShareOptions, type SharesOptions } from './subscription-share.js';

/** Shares that run together. */
export interface OpenShares {
  readonly shares: readonly SubscriptionShare[];
  /** Has them look at once at what they are to do. */
  wake(): void;
  /** Ends each after the batch in hand, and gives it back. */
  stop(): Promise<void>;
}

/** Every subscription of one event store. */
export class Subscriptions {
  readonly #poller: HeadPoller;
  readonly #shares = new Set<SubscriptionShare>();
  /** New for each store: an owner that comes back after a crash is another one. */
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(
    private readonly backend: EventBackend,
    private readonly reader: EventReader,
    private readonly registry: EventRegistry,
    private readonly upcasters: UpcasterChain,
    private readonly leaseTerm: number,
    private readonly clock: Clock,
  ) {
    this.#poller = new HeadPoller(backend, clock);
  }

  /** See `EventStore.subscribe`. */
  subscribe(given: SubscribeOptions, handler: SubscriptionHandler): Subscription {
    const options = resolveSubscribeOptions(given);
    if (typeof options.from === 'number' || !['start', 'end'].includes(options.from))
      parseToken(options.from, this.backend.partitions, 'from');
    const inContext: SubscriptionHandler = (events) =>
      runInMessageContext(new SubscriptionWork(options.name ?? 'subscription', events), () => handler(events));
    const keepers: SubscriptionKeeper[] = [];
    const opened = this.open(shareOptionsOf(options), options.types, (member, partition) => {
      keepers.push(
        new SubscriptionKeeper(inContext, options.batchSize, this.#lease(options, member, partition), () =>
          this.#initialPosition(options, partition),
        ),
      );
      return keepers.at(-1)!;
    });
    const tell = (message: (keeper: SubscriptionKeeper) => void) => {
      keepers.forEach(message);
      opened.wake();
    };
    return {
      status: () => statusOf(options.name, opened.shares),
      pause: () => tell((keeper) => keeper.pause()),
      resume: () => tell((keeper) => keeper.resume()),
      stop: () => opened.stop(),
    };
  }

  /** Shares of the log, one for each member and partition, that run until they are stopped. */
  open(
    options: SharesOptions,
    types: readonly EventClass[] | undefined,
    keeperOf: (member: number, partition: number) => ShareKeeper,
  ): OpenShares {
    this.#stopListening ??= this.backend.commitSignal?.listen(() => this.#poller.hint());
    const { backend, reader, clock } = this;
    const filtered = { ...options, ...this.#typeFilter(types) };
    const shares: SubscriptionShare[] = [];
    for (let partition = 0; partition < backend.partitions; partition++) {
      for (let member = 0; member < options.members; member++) {
        const keeper = keeperOf(member, partition);
        shares.push(
          new SubscriptionShare({ backend, poller: this.#poller, reader, clock, options: filtered, member, partition, keeper }),
        );
      }
    }
    for (const share of shares) this.#shares.add(share);
    return {
      shares,
      wake: () => shares.forEach((share) => share.wake()),
      stop: async () => {
        await Promise.all(shares.map((share) => share.stop()));
        for (const share of shares) this.#shares.delete(share);
      },
    };
  }

  /** An append of this process was committed. */
  committed(): void {
    this.#poller.hint();
    this.backend.commitSignal?.announce();
  }

  /** Ends all subscriptions, each after the batch in hand. */
  async stop(): Promise<void> {
    await Promise.all([...this.#shares].map((share) => share.stop()));
    this.#shares.clear();
    this.#poller.stop();
    await this.#stopListening?.();
  }

  #typeFilter(types: readonly EventClass[] | undefined): Pick<ShareOptions, 'types' | 'storedTypes'> {
    if (!types) return {};
    const { names, stored } = typeFilter(types, this.registry, this.upcasters);
    return { types: names, storedTypes: stored };
  }

  #lease({ name, members }: ResolvedSubscribeOptions, member: number, partition: number): ShareLeaseKeeper | undefined {
    if (name === undefined) return undefined;
    return new ShareLeaseKeeper(
      this.backend.checkpoints,
      { name, members, member, partition },
      this.#owner,
      this.leaseTerm,
      this.clock,
    );
  }

  async #initialPosition({ from }: ResolvedSubscribeOptions, partition: number): Promise<number> {
    if (from === 'start') return 0;
    if (from === 'end') return (await this.backend.safeHead(partition)).position;
    return parseToken(from, this.backend.partitions, 'from').get(partition) ?? 0;
  }
}

function shareOptionsOf({ name, category, members, batchSize, retry }: ResolvedSubscribeOptions) {
  const title = `The subscription ${name ?? '(without a name)'}`;
  return { title, members, pageSize: batchSize, retry, ...(category === undefined ? {} : { category }) };
}

function statusOf(name: string | undefined, shares: readonly SubscriptionShare[]): SubscriptionStatus {
  const statuses = shares.map((share) => share.status());
  const lag = statuses
    .filter(({ state }) => state !== 'waiting-for-lease' && state !== 'stopped')
    .reduce((sum, { head, position }) => sum + Math.max(0, head - position), 0);
  return { name, state: overallState(statuses.map(({ state }) => state)), lag, shares: statuses };
}
