import type {
  BrowsePage,
  BrowseQuery,
  EventBrowser,
  EventHeading,
  LogSizes,
  SnapshotHeading,
  StreamHeading,
  StreamsPage,
  StreamsQuery,
} from '../../browsing/event-browser.js';
import { nameRange } from '../../browsing/stream-range.js';
import { scannedTo, scanWindow } from '../../browsing/scan-window.js';
import type { StoredEvent } from '../../events/recorded-event.js';
import type { StreamQuery } from '../event-backend.js';
import type { MemoryLog, MemoryStream } from './memory-log.js';

/** A look around in a log in memory. */
export class MemoryEventBrowser implements EventBrowser {
  constructor(private readonly memory: MemoryLog) {}

  async log(query: BrowseQuery): Promise<BrowsePage> {
    const { partition, direction, limit } = query;
    const log = this.memory.partitions[partition] ?? [];
    const window = scanWindow(query);
    const events: EventHeading[] = [];
    const isForwards = direction === 'forwards';
    const last = Math.min(window.high, log.length);
    for (let step = 0; step <= last - window.low && events.length < limit; step++) {
      const event = log[(isForwards ? window.low + step : last - step) - 1];
      if (event && this.#isRead(event) && this.#matches(event, query))
        events.push(headingOf(event, query.dataHolds !== undefined));
    }
    return { events, scannedTo: scannedTo(query, window, events) };
  }

  async stream({ stream, from, to, direction, limit }: Omit<StreamQuery, 'types'>): Promise<readonly EventHeading[]> {
    const found = this.memory.streams.get(stream);
    const events = (found?.events ?? []).slice(Math.max(from, found?.truncateBefore ?? 1) - 1, Math.max(to, 0));
    if (direction === 'backwards') events.reverse();
    return events.slice(0, limit).map((event) => headingOf(event, false));
  }

  async event(id: string): Promise<StoredEvent | undefined> {
    const event = this.memory.byId.get(id);
    return event && this.#isRead(event) ? event : undefined;
  }

  async streams({ order, prefix, category, after, limit }: StreamsQuery): Promise<StreamsPage> {
    const { from, below } = nameRange({ prefix, category });
    const headings = [...this.memory.streams.values()].map(streamHeading);
    const fitting = headings.filter(
      ({ name, category: own }) =>
        byBytes(name, from) >= 0 && (below === undefined || byBytes(name, below) < 0) && (category ?? own) === own,
    );
    const isBehind = ({ key, name }: StreamHeading) =>
      after === undefined || (order === 'name' ? byBytes(name, String(after)) > 0 : key < Number(after));
    const sorted = fitting.filter(isBehind).sort((a, b) => (order === 'name' ? byBytes(a.name, b.name) : b.key - a.key));
    return { streams: sorted.slice(0, limit), scannedTo: sorted.length > limit ? sorted[limit - 1]!.key : 0 };
  }

  async findStream(name: string): Promise<{ stream: StreamHeading; snapshots: readonly SnapshotHeading[] } | undefined> {
    const index = [...this.memory.streams.keys()].indexOf(name);
    const stream = this.memory.streams.get(name);
    if (!stream) return undefined;
    const snapshots = [...stream.snapshots].map(([snapshotVersion, { version, state, createdAt }]) => ({
      snapshotVersion,
      version,
      createdAt,
      bytes: Buffer.byteLength(state),
    }));
    return { stream: streamHeading(stream, index), snapshots };
  }

  async placeAt(partition: number, position: number): Promise<{ position: number; recordedAt: number } | undefined> {
    return this.memory.partitions[partition]?.slice(Math.max(0, position - 1)).find((event) => event !== undefined);
  }

  async recordedSince(partition: number, since: number, limit: number): Promise<readonly number[]> {
    const newest = (this.memory.partitions[partition] ?? []).slice(-limit).reverse();
    return newest.flatMap((event) => (event && event.recordedAt >= since ? [event.recordedAt] : []));
  }

  async sizes(): Promise<LogSizes> {
    return { streams: this.memory.streams.size };
  }

  #isRead({ stream, version }: StoredEvent): boolean {
    return version >= (this.memory.streams.get(stream)?.truncateBefore ?? 1);
  }

  #matches(event: StoredEvent, { category, types, metadataHolds, dataHolds }: BrowseQuery): boolean {
    return (
      (category === undefined || this.memory.streams.get(event.stream)?.category === category) &&
      (!types || types.includes(event.type)) &&
      (metadataHolds === undefined || (event.metadata ?? '').includes(metadataHolds)) &&
      (dataHolds === undefined || event.data.includes(dataHolds))
    );
  }
}

function headingOf({ data, ...event }: StoredEvent, withData: boolean): EventHeading {
  return { ...event, bytes: Buffer.byteLength(data), ...(withData ? { data } : {}) };
}

function streamHeading({ name, category, events, truncateBefore, state }: MemoryStream, index: number): StreamHeading {
  return { key: index + 1, name, category, version: events.length, truncateBefore, state };
}

/** The order in which databases keep names. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
