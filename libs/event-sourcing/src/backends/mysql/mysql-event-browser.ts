import type { RunStatement } from '@ledgerline/storage';
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
import { isStreamWindow, scannedStreams, scannedTo, scanWindow } from '../../browsing/scan-window.js';
import type { StoredEvent } from '../../events/recorded-event.js';
import type { StreamQuery } from '../event-backend.js';
import { browseLog } from './sql/browsing/browse-log.js';
import { browseStream } from './sql/browsing/browse-stream.js';
import { browseStreams, streamHeading } from './sql/browsing/browse-streams.js';
import { findEvent } from './sql/browsing/find-event.js';
import { findStream, snapshotHeadings } from './sql/browsing/find-stream.js';
import { eventHeading } from './sql/browsing/heading-columns.js';
import { logSizes } from './sql/browsing/log-sizes.js';
import { placeAt } from './sql/browsing/place-at.js';
import { recordedSince } from './sql/browsing/recorded-since.js';
import { hexOf, storedEvent, type EventRow } from './sql/event-columns.js';

/** A look around in a log on MySQL or MariaDB. */
export class MysqlEventBrowser implements EventBrowser {
  constructor(
    private readonly schema: string,
    private readonly run: RunStatement,
  ) {}

  async log(query: BrowseQuery): Promise<BrowsePage> {
    const window = scanWindow(query);
    const { sql, values } = browseLog(this.schema, query, window);
    const events = (await this.run(sql, values)).rows.map(eventHeading);
    return { events, scannedTo: scannedTo(query, window, events) };
  }

  async stream({ stream, from, to, direction, limit }: Omit<StreamQuery, 'types'>): Promise<readonly EventHeading[]> {
    const values = [stream, from, Math.min(to, Number.MAX_SAFE_INTEGER), BigInt(limit)];
    return (await this.run(browseStream(this.schema, direction), values)).rows.map(eventHeading);
  }

  async event(id: string): Promise<StoredEvent | undefined> {
    const { rows } = await this.run(findEvent(this.schema), [hexOf(id)]);
    return rows[0] && storedEvent(rows[0] as EventRow);
  }

  /** A first page of the newest with a filter takes two round trips. */
  async streams(query: StreamsQuery): Promise<StreamsPage> {
    const isWindow = isStreamWindow(query);
    const after = query.after ?? (isWindow ? (await this.sizes()).streams + 1 : undefined);
    const { sql, values } = browseStreams(this.schema, { ...query, after });
    const streams = (await this.run(sql, values)).rows.map(streamHeading);
    return { streams, scannedTo: scannedStreams(query, streams, isWindow ? Number(after) : 0) };
  }

  async findStream(name: string): Promise<{ stream: StreamHeading; snapshots: readonly SnapshotHeading[] } | undefined> {
    const { rows } = await this.run(findStream(this.schema), [name]);
    return rows[0] && { stream: streamHeading(rows[0]), snapshots: snapshotHeadings(rows) };
  }

  async placeAt(_partition: number, position: number): Promise<{ position: number; recordedAt: number } | undefined> {
    const { rows } = await this.run(placeAt(this.schema), [position]);
    return rows[0] && { position: Number(rows[0][0]), recordedAt: Number(rows[0][1]) };
  }

  async recordedSince(_partition: number, since: number, limit: number): Promise<readonly number[]> {
    const { rows } = await this.run(recordedSince(this.schema), [BigInt(limit)]);
    return rows.map(([at]) => Number(at)).filter((at) => at >= since);
  }

  async sizes(): Promise<LogSizes> {
    const { rows } = await this.run(logSizes(this.schema), []);
    return { streams: Number(rows[0]?.[0] ?? 0) };
  }
}
