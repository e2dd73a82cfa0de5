import { Logger } from '@nestjs/common';
import { aggregateDefinition, type AggregateClass } from '../aggregates/aggregate-definition.js';
import type { AggregateLoader } from '../aggregates/aggregate-loader.js';
import type { AggregateRoot } from '../aggregates/aggregate-root.js';
import type { EventBackend } from '../backends/event-backend.js';
import { snapshotChannel } from '../diagnostics/channels.js';
import type { EventStore } from '../event-store.js';
import { SnapshotException } from '../exceptions/snapshot.exception.js';
import { aggregateStream } from '../streams/stream-name.js';
import { sealSnapshot } from './snapshot-state.js';

/** Most snapshots that are written at a time; what comes on top is left for the next time the aggregate is saved. */
const MOST_AT_ONCE = 4;

/** Writes snapshots: on demand, and every N events in the background. */
export class Snapshots {
  readonly #logger = new Logger('EventStore');
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    private readonly store: EventStore,
    private readonly backend: EventBackend,
    private readonly loader: AggregateLoader,
    private readonly defaultEvery: number,
  ) {}

  /** Keeps the state of a loaded aggregate without uncommitted events. */
  async create(aggregate: AggregateRoot, trigger: 'auto' | 'manual' = 'manual'): Promise<void> {
    const { name, snapshotVersion } = definitionOf(aggregate);
    const stream = aggregateStream(name, aggregate.id);
    let snapshot;
    try {
      snapshot = sealSnapshot(stream, aggregate.version, aggregate.toSnapshot());
    } catch (error) {
      throw new SnapshotException(stream, `cannot be made: ${(error as Error).message}`, error);
    }
    await this.backend.saveSnapshot(stream, snapshotVersion, snapshot);
    if (snapshotChannel.start.hasSubscribers)
      snapshotChannel.start.publish({ store: this.store, stream, category: name, trigger });
  }

  /**
   * After a save that crossed a multiple of N: rebuilds the aggregate from the store and keeps its state, in the background. The
   * caller's own instance is not used, since it may go on changing; and a failure is logged, never the caller's.
   */
  afterSave(target: AggregateClass<AggregateRoot>, id: string, before: number, after: number): void {
    const { name, snapshotEvery = this.defaultEvery } = aggregateDefinition(target);
    if (snapshotEvery === 0 || Math.floor(after / snapshotEvery) <= Math.floor(before / snapshotEvery)) return;
    if (this.#underWay.size >= MOST_AT_ONCE) return;
    const work = this.createFromStore(target, id, 'auto')
      .catch((error: unknown) =>
        this.#logger.warn(`No snapshot of ${name} "${id}" could be written: ${(error as Error).message}`),
      )
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async drain(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Keeps the state that is committed, if there is any. */
  async createFromStore(target: AggregateClass<AggregateRoot>, id: string, trigger: 'auto' | 'manual'): Promise<void> {
    const loaded = await this.loader.load(target, id, this.backend);
    if (loaded) await this.create(loaded.aggregate, trigger);
  }
}

function definitionOf(aggregate: AggregateRoot) {
  return aggregateDefinition(aggregate.constructor as AggregateClass<AggregateRoot>);
}
