import type { EventBackend, LogReads } from '../backends/event-backend.js';
import type { EventClass } from '../events/event.js';
import { eventTypeOf } from '../events/event-type.decorator.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { RecordedEvent, StoredEvent } from '../events/recorded-event.js';
import { assertStreamName } from '../streams/stream-name.js';
import { parseToken, tokenOfAll } from '../streams/token.js';
import type { EventReader } from './event-reader.js';
import { readLogPages } from './log-reader.js';
import { validReadAllOptions, validReadStreamOptions, type ReadAllOptions, type ReadStreamOptions } from './read-options.js';
import { readStreamPages } from './stream-reader.js';

/** What applications read of streams and of the log. Options are checked when the method is called, not when it is iterated. */
export class LogView {
  constructor(
    private readonly backend: EventBackend,
    private readonly reader: EventReader,
    private readonly registry: EventRegistry,
    private readonly pageSize: number,
    /** Where to read, from what runs now. */
    private readonly reads: () => LogReads,
  ) {}

  readStream(stream: string, options: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    assertStreamName(stream);
    const { types, ...range } = validReadStreamOptions(options);
    const query = { stream, ...range, ...this.#typeFilter(types) };
    return this.#recorded(() => readStreamPages(this.reads(), query, this.pageSize));
  }

  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent> {
    const { after, category, types, direction, limit } = validReadAllOptions(options);
    const start = after === undefined ? new Map<number, number>() : parseToken(after, this.backend.partitions);
    const filter = { direction, ...(category === undefined ? {} : { category }), ...this.#typeFilter(types) };
    return this.#partitions(start, filter, limit);
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

  /** Names under which events of these classes may be stored. */
  #typeFilter(types: readonly EventClass[] | undefined): { types?: readonly string[] } {
    return types ? { types: types.map((type) => this.registry.byClass(type)?.name ?? eventTypeOf(type).name) } : {};
  }
}
