import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '@ledgerline/storage';
import type { EventBackend } from '../backends/event-backend.js';
import type { EventRegistry } from '../events/event-registry.js';
import { eventTypeOf } from '../events/event-type.decorator.js';
import type { EventReader } from '../reading/event-reader.js';
import { parseToken } from '../streams/token.js';
import { HeadPoller } from './head-poller.js';
import { ShareLeaseKeeper } from './share-lease-keeper.js';
import { resolveSubscribeOptions, type ResolvedSubscribeOptions, type SubscribeOptions } from './subscribe-options.js';
import { overallState, type Subscription, type SubscriptionHandler, type SubscriptionStatus } from './subscription.js';
import { SubscriptionShare } from './subscription-share.js';

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
    this.#stopListening ??= this.backend.commitSignal?.listen(() => this.#poller.hint());
    const shares = this.#open(options, handler);
    return {
      status: () => statusOf(options.name, shares),
      pause: () => shares.forEach((share) => share.pause()),
      resume: () => shares.forEach((share) => share.resume()),
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

  #open(options: ResolvedSubscribeOptions, handler: SubscriptionHandler): SubscriptionShare[] {
    const typeNames = options.types?.map((type) => this.registry.byClass(type)?.name ?? eventTypeOf(type).name);
    const shares: SubscriptionShare[] = [];
    for (let partition = 0; partition < this.backend.partitions; partition++) {
      for (let member = 0; member < options.members; member++) {
        const { backend, reader, clock } = this;
        const lease = this.#lease(options, member, partition);
        const initialPosition = () => this.#initialPosition(options, partition);
        shares.push(
          new SubscriptionShare({
            backend,
            poller: this.#poller,
            reader,
            clock,
            options,
            typeNames,
            handler,
            member,
            partition,
            lease,
            initialPosition,
          }),
        );
      }
    }
    for (const share of shares) this.#shares.add(share);
    return shares;
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

function statusOf(name: string | undefined, shares: readonly SubscriptionShare[]): SubscriptionStatus {
  const statuses = shares.map((share) => share.status());
  const lag = statuses
    .filter(({ state }) => state !== 'waiting-for-lease' && state !== 'stopped')
    .reduce((sum, { head, position }) => sum + Math.max(0, head - position), 0);
  return { name, state: overallState(statuses.map(({ state }) => state)), lag, shares: statuses };
}
