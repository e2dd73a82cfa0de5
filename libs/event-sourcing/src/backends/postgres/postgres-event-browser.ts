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
import { browseStreams, streamHeading, type StreamRow } from './sql/browsing/browse-streams.js';
import { findEvent } from './sql/browsing/find-event.js';
import { findStream, snapshotHeadings, type StreamWithSnapshotRow } from './sql/browsing/find-stream.js';
import { eventHeading, type HeadingRow } from './sql/browsing/heading-columns.js';
import { logSizes } from './sql/browsing/log-sizes.js';
import { placeAt } from './sql/browsing/place-at.js';
import { recordedSince } from './sql/browsing/recorded-since.js';
import { storedEvent, type EventRow } from './sql/event-columns.js';
import type { Statement } from './statement.js';

type Run = <Row extends readonly unknown[]>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;

/** The largest bigint of PostgreSQL that is a safe integer here. */
const NO_END = Number.MAX_SAFE_INTEGER;

/** A look around in a log on PostgreSQL. */
export class PostgresEventBrowser implements EventBrowser {
  constructor(
    private readonly schema: string,
    private readonly run: Run,
  ) {}

  async log(query: BrowseQuery): Promise<BrowsePage> {
    const window = scanWindow(query);
    const { statement, values } = browseLog(this.schema, query, window);
    const events = (await this.run<HeadingRow>(statement, values)).map(eventHeading);
    return { events, scannedTo: scannedTo(query, window, events) };
  }

  async stream({ stream, from, to, direction, limit }: Omit<StreamQuery, 'types'>): Promise<readonly EventHeading[]> {
    const values = [stream, from, Math.min(to, NO_END), limit];
    return (await this.run<HeadingRow>(browseStream(this.schema, direction), values)).map(eventHeading);
  }

  async event(id: string): Promise<StoredEvent | undefined> {
    const [row] = await this.run<EventRow>(findEvent(this.schema), [id]);
    return row && storedEvent(row);
  }

  /** A first page of the newest with a filter takes two round trips. */
  async streams(query: StreamsQuery): Promise<StreamsPage> {
    const isWindow = isStreamWindow(query);
    const after = query.after ?? (isWindow ? (await this.sizes()).streams + 1 : undefined);
    const { statement, values } = browseStreams(this.schema, { ...query, after });
    const streams = (await this.run<StreamRow>(statement, values)).map(streamHeading);
    return { streams, scannedTo: scannedStreams(query, streams, isWindow ? Number(after) : 0) };
  }

  async findStream(name: string): Promise<{ stream: StreamHeading; snapshots: readonly SnapshotHeading[] } | undefined> {
    const rows = await this.run<StreamWithSnapshotRow>(findStream(this.schema), [name]);
    const [first] = rows;
    return first && { stream: streamHeading(first.slice(0, 6) as unknown as StreamRow), snapshots: snapshotHeadings(rows) };
  }

  async placeAt(_partition: number, position: number): Promise<{ position: number; recordedAt: number } | undefined> {
    const [row] = await this.run<readonly [string, string]>(placeAt(this.schema), [position]);
    return row && { position: Number(row[0]), recordedAt: Math.round(Number(row[1])) };
  }

  async recordedSince(_partition: number, since: number, limit: number): Promise<readonly number[]> {
    const rows = await this.run<readonly [string]>(recordedSince(this.schema), [since, limit]);
    return rows.map(([at]) => Math.round(Number(at)));
  }

  async sizes(): Promise<LogSizes> {
    const [row] = await this.run<readonly [string]>(logSizes(this.schema), []);
    return { streams: Number(row?.[0] ?? 0) };
  }
}
