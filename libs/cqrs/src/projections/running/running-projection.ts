import type { EventClass } from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore, OpenShares } from '@ledgerline/event-sourcing/backend';
import { traced } from '@ledgerline/storage';
import { projectionChannel, type ProjectionMessage } from '../../diagnostics/projection-channel.js';
import type { ProjectionDefinition } from '../definition/projection-definition.js';
import type { ProjectionRunner } from '../projection-runner.js';
import { ProjectionKeeper, type ProjectionKeeperContext, type TracedBatch } from './projection-keeper.js';

/** Fetched at a time; the batches of a catch-up are cut from it. */
const PAGE_SIZE = 500;

/** What a projection is run with. */
export interface RunningProjectionOptions extends Omit<ProjectionKeeperContext, 'claim' | 'traced'> {
  readonly definition: ProjectionDefinition;
  readonly store: LedgerlineEventStore;
  /** The classes of the events that it gets. */
  readonly events: readonly EventClass[];
  /** For messages of the tracing channel. */
  readonly runner: ProjectionRunner;
  readonly isRebuilding: boolean;
  /** Most events that are fetched at a time. @default 500 */
  readonly pageSize?: number;
  claim(partition: number): ReturnType<ProjectionKeeperContext['claim']>;
}

/** A projection on this node: a share of each partition of the log, run here or waiting for its turn. */
export class RunningProjection {
  readonly #keepers: ProjectionKeeper[] = [];
  readonly #shares: OpenShares;

  constructor(private readonly options: RunningProjectionOptions) {
    const { definition, store, events, isRebuilding, pageSize = PAGE_SIZE } = options;
    const title = `The ${isRebuilding ? 'rebuild of the projection' : 'projection'} ${definition.name}`;
    const shares = { title, members: 1, pageSize, retry: definition.retry };
    this.#shares = store.openShares(shares, events, (partition) => this.#keeper(partition));
  }

  /** How far a partition is, if this node runs it. */
  position(partition: number): number | undefined {
    const keeper = this.#keepers[partition];
    return keeper?.isOwner ? keeper.position : undefined;
  }

  /** What each partition's share is doing here. */
  statuses() {
    return this.#shares.shares.map((share, partition) => ({ ...share.status(), isOwner: this.#keepers[partition]!.isOwner }));
  }

  /** Has it look at once at what it is to do. */
  wake(): void {
    this.#shares.wake();
  }

  /** Ends it after the batch in hand, and leaves it to other nodes. */
  stop(): Promise<void> {
    return this.#shares.stop();
  }

  #keeper(partition: number): ProjectionKeeper {
    const keeper = new ProjectionKeeper({
      ...this.options,
      claim: () => this.options.claim(partition),
      traced: (batch, work) => this.#traced(batch, work),
    });
    this.#keepers[partition] = keeper;
    return keeper;
  }

  #traced(batch: TracedBatch, work: () => Promise<boolean>): Promise<boolean> {
    return traced(
      projectionChannel,
      () => this.#message(batch),
      async (message) => {
        if (!message) return work();
        const { clock } = this.options;
        const startedAt = clock.monotonic();
        try {
          const isDone = await work();
          message.outcome = isDone ? 'ok' : 'lost';
          return isDone;
        } catch (error) {
          message.outcome = 'error';
          message.error = error;
          throw error;
        } finally {
          message.duration = (clock.monotonic() - startedAt) / 1000;
        }
      },
    );
  }

  #message({ key, events, from, to }: TracedBatch): ProjectionMessage {
    const { runner, isRebuilding: rebuilding } = this.options;
    const head = this.#shares.shares[key.partition]!.status().head;
    const { name, version, partition } = key;
    const { length } = events;
    return {
      runner,
      name,
      version,
      partition,
      recorded: events,
      events: length,
      from,
      to,
      lag: Math.max(0, head - to),
      rebuilding,
    };
  }
}
