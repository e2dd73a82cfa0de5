import type { NewEvent, StoredSnapshot } from '../event-backend.js';
import type { StoredEvent } from '../../events/recorded-event.js';
import { partitionOf } from '../../streams/partition-of.js';

/** One stream of the log. */
export interface MemoryStream {
  readonly name: string;
  readonly category: string;
  readonly partition: number;
  readonly events: StoredEvent[];
  state: 'active' | 'archived' | 'deleted';
  /** Events below this version are no longer read. */
  truncateBefore: number;
  /** By snapshot version. */
  readonly snapshots: Map<number, StoredSnapshot & { readonly createdAt: number }>;
}

/** One share of a durable subscription. */
export interface MemoryShare {
  position: number;
  epoch: number;
  owner: string | null;
  leaseUntil: number;
}

/** The data of one `memory:` store; shared by every backend that has the same memory space. */
export class MemoryLog {
  readonly streams = new Map<string, MemoryStream>();
  readonly byId = new Map<string, StoredEvent>();
  /** Shares of durable subscriptions, by key. */
  readonly shares = new Map<string, MemoryShare>();
  /** For each partition its events, position 1 first; erased ones leave a hole. */
  readonly partitions: (StoredEvent | undefined)[][];

  constructor(partitions: number) {
    this.partitions = Array.from({ length: partitions }, () => []);
  }

  /** Writes events at the end of a stream; returns them as they are stored. */
  write(name: string, category: string, events: readonly NewEvent[], recordedAt: number): StoredEvent[] {
    const stream = this.#stream(name, category);
    const log = this.partitions[stream.partition]!;
    return events.map((event) => {
      const stored: StoredEvent = {
        ...event,
        stream: name,
        version: stream.events.length + 1,
        partition: stream.partition,
        position: log.length + 1,
        recordedAt,
      };
      stream.events.push(stored);
      log.push(stored);
      this.byId.set(stored.id, stored);
      return stored;
    });
  }

  /** Removes the events of a stream that are no longer read. */
  erase(stream: MemoryStream): void {
    for (const event of stream.events) {
      if (event.version >= stream.truncateBefore) break;
      this.partitions[event.partition]![event.position - 1] = undefined;
      this.byId.delete(event.id);
    }
  }

  #stream(name: string, category: string): MemoryStream {
    const existing = this.streams.get(name);
    if (existing) return existing;
    const partition = partitionOf(name, this.partitions.length);
    const stream: MemoryStream = {
      name,
      category,
      partition,
      events: [],
      state: 'active',
      truncateBefore: 1,
      snapshots: new Map(),
    };
    this.streams.set(name, stream);
    return stream;
  }
}
