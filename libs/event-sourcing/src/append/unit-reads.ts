import type { LoadedStream, LoadQuery, LogPage, LogQuery, LogReads, SafeHead, StreamQuery } from '../backends/event-backend.js';
import type { StoredEvent } from '../events/recorded-event.js';
import { ConcurrencyException } from '../exceptions/concurrency.exception.js';
import type { UnitAppends } from './unit-appends.js';

/**
 * What a unit of work reads: streams as they are stored, and behind that what it has appended to them itself. The log has its order from
 * the commit, so the log is as it is stored.
 */
export class UnitReads implements LogReads {
  constructor(
    private readonly stored: LogReads,
    private readonly unit: UnitAppends,
  ) {}

  async readStream(query: StreamQuery): Promise<StoredEvent[]> {
    const { stream, from, to, direction, limit, types } = query;
    const own = (this.unit.held(stream)?.events ?? []).filter(
      ({ version, type }) => version >= from && version <= to && (!types || types.includes(type)),
    );
    if (own.length === 0) return this.stored.readStream(query);
    if (direction === 'forwards') {
      const page = await this.stored.readStream(query);
      return [...page, ...own.slice(0, limit - page.length)];
    }
    const newest = own.toReversed().slice(0, limit);
    if (newest.length === limit) return newest;
    return [...newest, ...(await this.stored.readStream({ ...query, limit: limit - newest.length }))];
  }

  async load(query: LoadQuery): Promise<LoadedStream> {
    const loaded = await this.stored.load(query);
    const held = this.unit.held(query.stream);
    if (!held) return loaded;
    // Only a stream that could not be taken, since it did not exist, can have moved.
    if (loaded.version !== held.base) throw new ConcurrencyException(query.stream, held.base, loaded.version);
    const own = held.events.filter(({ version }) => version > query.after && version <= query.upTo);
    const events = [...loaded.events, ...own.slice(0, query.limit - loaded.events.length)];
    return { ...loaded, version: held.base + held.events.length, events };
  }

  versionAt(stream: string, at: Date): Promise<number> {
    return this.stored.versionAt(stream, at);
  }

  safeHead(partition: number): Promise<SafeHead> {
    return this.stored.safeHead(partition);
  }

  readLog(query: LogQuery): Promise<LogPage> {
    return this.stored.readLog(query);
  }
}
