import type { AmbientTransaction } from '@ledgerline/storage';
import { partitionOf } from '../../streams/partition-of.js';
import type { AppendedEvents, AppendRequest } from '../event-backend.js';
import type { MemoryLog } from './memory-log.js';

/** What a unit of work is about to write: it is put into the log with the commit, which comes in the same turn of the event loop. */
export class MemoryPlan {
  readonly #versions = new Map<string, number>();
  readonly #next: number[];

  private constructor(private readonly log: MemoryLog) {
    this.#next = log.partitions.map(({ length }) => length + 1);
  }

  static of(transaction: AmbientTransaction, log: MemoryLog): MemoryPlan {
    return transaction.part(log, () => new MemoryPlan(log));
  }

  /** The version of a stream with all that is planned for it. */
  versionOf(stream: string): number {
    return this.#versions.get(stream) ?? this.log.streams.get(stream)?.events.length ?? 0;
  }

  /** Plans an append that nothing refuses, and says where its events will be. */
  add(transaction: AmbientTransaction, { stream, category, events }: AppendRequest, recordedAt: number): AppendedEvents {
    const partition = partitionOf(stream, this.#next.length);
    const first = this.#next[partition]!;
    const version = this.versionOf(stream) + events.length;
    this.#next[partition] = first + events.length;
    this.#versions.set(stream, version);
    transaction.atCommit(() => this.log.write(stream, category, events, recordedAt));
    return { version, partition, positions: events.map((_, index) => first + index), recordedAt };
  }
}
