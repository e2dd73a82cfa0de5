import type { StoredEvent } from '../events/recorded-event.js';
import type { LogQuery, StreamQuery } from '../backends/event-backend.js';

/** An event without its payload: what a list shows. */
export interface EventHeading extends Omit<StoredEvent, 'data' | 'metadata'> {
  /** Bytes that the payload takes in the store, about. */
  readonly bytes: number;
  /** JSON; null also when it is larger than a list should carry. */
  readonly metadata: string | null;
  /** The payload, only when a filter has to look into it. */
  readonly data?: string;
}

/** A part of one partition's log, for people. */
export interface BrowseQuery extends LogQuery {
  /** A text that the stored metadata must hold; the caller looks closer at what comes. */
  readonly metadataHolds?: string;
  /** A text that the stored payload must hold; the payload comes along, and the caller looks closer. */
  readonly dataHolds?: string;
}

/** A page for people. */
export interface BrowsePage {
  readonly events: readonly EventHeading[];
  /** As in `LogPage`: there is no other match up to here (backwards: down to here). */
  readonly scannedTo: number;
}

/** A stream without its events. */
export interface StreamHeading {
  /** Rises with each new stream; gaps mean nothing. */
  readonly key: number;
  readonly name: string;
  readonly category: string;
  readonly version: number;
  readonly truncateBefore: number;
  readonly state: 'active' | 'archived' | 'deleted';
}

/** Which streams to list. */
export interface StreamsQuery {
  readonly order: 'name' | 'newest';
  readonly prefix?: string;
  readonly category?: string;
  /** The last stream of the page before: its name, or for `newest` its key. */
  readonly after?: string | number;
  readonly limit: number;
}

/** A page of streams. */
export interface StreamsPage {
  readonly streams: readonly StreamHeading[];
  /** By `newest` with a filter: keys down to here were looked at; 0 = all. */
  readonly scannedTo: number;
}

/** A stored snapshot without its state. */
export interface SnapshotHeading {
  readonly snapshotVersion: number;
  readonly version: number;
  readonly createdAt: number;
  readonly bytes: number;
}

/** How much there is, without counting. */
export interface LogSizes {
  /** Streams that were ever begun: an upper bound. */
  readonly streams: number;
}

/**
 * What people ask who look around in a log: never counts, never loads payloads for lists, does a bounded amount of work for each page, and
 * writes nothing. Each method is one round trip.
 */
export interface EventBrowser {
  /** A page of the log. With a filter it covers a window of positions, as reads of the log do. */
  log(query: BrowseQuery): Promise<BrowsePage>;
  /** A page of one stream. */
  stream(query: Omit<StreamQuery, 'types'>): Promise<readonly EventHeading[]>;
  /** An event with everything, by its id. */
  event(id: string): Promise<StoredEvent | undefined>;
  streams(query: StreamsQuery): Promise<StreamsPage>;
  /** A stream with its snapshots; also one that was deleted. */
  findStream(
    name: string,
  ): Promise<{ readonly stream: StreamHeading; readonly snapshots: readonly SnapshotHeading[] } | undefined>;
  /** The first event at or above a position, and when it was recorded. */
  placeAt(partition: number, position: number): Promise<{ readonly position: number; readonly recordedAt: number } | undefined>;
  /** When the last events of a partition were recorded, newest first: at most `limit`, and none before `since`. */
  recordedSince(partition: number, since: number, limit: number): Promise<readonly number[]>;
  sizes(): Promise<LogSizes>;
}
