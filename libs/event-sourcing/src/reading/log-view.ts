import type { EventBackend, LogReads } from '../backends/event-backend.js';
import type { EventClass } from '../events/event.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { RecordedEvent, StoredEvent } from '../events/recorded-event.js';
import { assertStreamName } from '../streams/stream-name.js';
import { parseToken, tokenOfAll } from '../streams/token.js';
import type { UpcasterChain } from '../upcasting/upcaster-chain.js';
import type { EventReader } from './event-reader.js';
import { readLogPages } from './log-reader.js';
import { validReadAllOptions, validReadStreamOptions, type ReadAllOptions, type ReadStreamOptions } from './read-options.js';
import { readStreamPages } from './stream-reader.js';
import { typeFilter } from './type-filter.js';
import { firstWanted } from './wanted-events.js';

/** What is read and then looked through is limited by how much of it is wanted. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** What applications read of streams and of the log. Options are checked when the method is called, not when it is iterated. */
export class LogView {
  constructor(
    private readonly backend: EventBackend,
    private readonly reader: EventReader,
    private readonly registry: EventRegistry,
    private readonly upcasters: UpcasterChain,
    private readonly pageSize: number,
    /** Where to read, from what runs now. */
    private readonly reads: () => LogReads,
  ) {}

  readStream(stream: string, options: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    assertStreamName(stream);
    const { types, ...range } = validReadStreamOptions(options);
    const { stored, wanted } = this.#typeFilter(types);
    const limit = wanted ? NO_LIMIT : range.limit;
    const query = { stream, ...range, limit, ...(stored ? { types: stored } : {}) };
    const events = this.#recorded(() => readStreamPages(this.reads(), query, this.pageSize));
    return wanted ? firstWanted(events, wanted, range.limit) : events;
  }

  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent> {
    const { after, category, types, direction, limit } = validReadAllOptions(options);
    const start = after === undefined ? new Map<number, number>() : parseToken(after, this.backend.partitions);
    const { stored, wanted } = this.#typeFilter(types);
    const filter = { direction, ...(category === undefined ? {} : { category }), ...(stored ? { types: stored } : {}) };
    const events = this.#partitions(start, filter, wanted ? NO_LIMIT : limit);
    return wanted ? firstWanted(events, wanted, limit) : events;
  }

  /** One partition after another: there is no order across them. */
  async *#partitions(
    reached: Map<number, number>,
    filter: { direction: 'forwards' | 'backwards'; category?: string; types?: readonly string[] },
    limit: number,
  ): AsyncGenerator<RecordedEvent> {
    let left = limit;
    const reads = this.reads();
    for (let partition = 0; partition < this.backend.partitions && left > 0; partition++) {
      const after = reached.get(partition) ?? (filter.direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
      const range = { partition, after, limit: left, ...filter };
      const token = (stored: StoredEvent) => {
        if (this.backend.partitions === 1) return undefined;
        reached.set(partition, stored.position);
        return tokenOfAll(reached);
      };
      for await (const recorded of this.#recorded(() => readLogPages(reads, range, this.pageSize), token)) {
        left -= 1;
        yield recorded;
      }
    }
  }

  async *#recorded(
    pages: () => AsyncIterable<readonly StoredEvent[]>,
    token: (stored: StoredEvent) => string | undefined = () => undefined,
  ): AsyncGenerator<RecordedEvent> {
    if (!this.backend.isReady) await this.backend.ready();
    for await (const page of pages()) {
      for (const stored of page) yield* this.reader.read(stored, token(stored));
    }
  }

  /** What to read for these classes; `wanted` where that holds others as well. */
  #typeFilter(types: readonly EventClass[] | undefined): {
    readonly stored?: readonly string[];
    readonly wanted?: ReadonlySet<string>;
  } {
    if (!types) return {};
    const { names, stored, isExact } = typeFilter(types, this.registry, this.upcasters);
    return isExact ? { stored } : { stored, wanted: names };
  }
}
