import type { AmbientTransaction, TransactionalDatabase } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { EventBrowser } from '../browsing/event-browser.js';
import type { StoredEvent } from '../events/recorded-event.js';
import type { CheckpointStore } from '../subscriptions/checkpoint-store.js';

/** An event on its way to a backend. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string | null;
}

/** One append on its way to a backend. */
export interface AppendRequest {
  readonly stream: string;
  readonly category: string;
  /** A version, or a code of `expected-version.ts`. */
  readonly expected: number;
  readonly events: readonly NewEvent[];
  /** Whether the event ids may be stored already: they were given, derived, or sent once before. */
  readonly mayRepeat: boolean;
}

/** Where an append's events went. */
export interface AppendedEvents {
  /** Version of the stream's last event of this append. */
  readonly version: number;
  readonly partition: number;
  /** A position for each event, ascending. */
  readonly positions: readonly number[];
  /** Milliseconds since the epoch, by the database's clock. */
  readonly recordedAt: number;
}

/** A backend's answer to an append; all but `appended` have written nothing. */
export type AppendOutcome =
  | ({ readonly kind: 'appended' } & AppendedEvents)
  /** The same events were stored before, and this is where. */
  | ({ readonly kind: 'repeated' } & AppendedEvents)
  | { readonly kind: 'conflict'; readonly actual: number }
  /** Some of the ids are stored, but not as this append. */
  | { readonly kind: 'id-conflict' }
  /** An open transaction holds the stream; try again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'closed'; readonly state: 'archived' | 'deleted' };

/** Which part of one stream to read, in which order. Versions are inclusive. */
export interface StreamQuery {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
  readonly direction: 'forwards' | 'backwards';
  readonly limit: number;
  /** Names of types; absent = all. */
  readonly types?: readonly string[];
}

/** Which part of one partition's log to read. */
export interface LogQuery {
  readonly partition: number;
  /** Exclusive; forwards: positions above it, backwards: below it. */
  readonly after: number;
  /** Highest position to return: the safe head, or less. */
  readonly upTo: number;
  readonly direction: 'forwards' | 'backwards';
  readonly limit: number;
  readonly category?: string;
  readonly types?: readonly string[];
}

/** A page of the log. */
export interface LogPage {
  readonly events: readonly StoredEvent[];
  /**
   * How far the log was looked at: there is no other matching event up to here (backwards: down to here). A backend bounds the
   * work of one page, so this may lie before the end although the page is not full.
   */
  readonly scannedTo: number;
}

/** How far a partition's log can be read without skipping an event that commits later. */
export interface SafeHead {
  readonly position: number;
  /** The highest position that was drawn; above `position` while somebody's transaction is open. */
  readonly last: number;
  /** Who holds the head back, if anybody does. */
  readonly heldBack?: { readonly pid: number | null; readonly since: Date | null };
}

/** A stored snapshot of an aggregate's state. */
export interface StoredSnapshot {
  readonly version: number;
  readonly state: string;
}

/** The first page of a load: the stream, its newest usable snapshot and the events after that. */
export interface LoadedStream {
  /** The stream's version; 0 = no such stream. */
  readonly version: number;
  readonly snapshot?: StoredSnapshot;
  readonly events: readonly StoredEvent[];
}

/** What a load asks for. */
export interface LoadQuery {
  readonly stream: string;
  /** Which snapshots count; `undefined` = none, replay all. */
  readonly snapshotVersion?: number;
  /** Version behind which to start; a snapshot may lead further. */
  readonly after: number;
  /** Highest version to load. */
  readonly upTo: number;
  readonly limit: number;
  /** Whether the caller needs ids, metadata and times, or only what a replay needs. */
  readonly isFull: boolean;
}

/** What to do to a stream that is to be read less, or written no more. */
export interface StreamClosing {
  /** Events below this version are no longer read. */
  readonly before?: number;
  /** `archived`: read, not written. `deleted`: neither. */
  readonly state?: 'archived' | 'deleted';
  /** Whether events that are no longer read are removed for good. */
  readonly erases: boolean;
}

/** Tells the nodes on one database of commits. A hint that is lost, doubled or forged changes nothing but the delay. */
export interface CommitSignal {
  /** Something was committed here; returns at once. */
  announce(): void;
  /** Calls back when another node has announced something; returns how to stop. */
  listen(onHint: () => void): () => Promise<void>;
}

/** What a stream that was reserved is found at, or what makes an append to it needless or impossible. */
export type StreamReservation =
  /** It is this transaction's, at this version; 0 = no events yet. */
  { readonly kind: 'reserved'; readonly version: number } | Exclude<AppendOutcome, { kind: 'appended' | 'conflict' | 'busy' }>;

/** What is read of a log: on any connection, or on that of an open transaction, whose own writes are seen then. */
export interface LogReads {
  readStream(query: StreamQuery): Promise<StoredEvent[]>;
  /** The stream, its snapshot and the events after it, up to `limit`; further pages by `after`. */
  load(query: LoadQuery): Promise<LoadedStream>;
  /** The last version of a stream that was recorded at or before a time; 0 = none. */
  versionAt(stream: string, at: Date): Promise<number>;
  safeHead(partition: number): Promise<SafeHead>;
  readLog(query: LogQuery): Promise<LogPage>;
}

/**
 * What a database must offer to keep a log. Each method is one round trip, but for what its docstring says.
 *
 * Implementations pass the contract suite of `@ledgerline/testing`.
 */
export interface EventBackend extends LogReads {
  /** The store as it may be shown: password masked. */
  readonly shown: string;
  /** Number of partitions of the log, fixed when it was created. */
  readonly partitions: number;
  /** Whether appends can join a TypeORM transaction. */
  readonly supportsTransactions: boolean;

  /** First attempt to connect and migrate; resolves also when the database is away. */
  start(): Promise<void>;
  /** Whether {@link ready} would resolve at once, so that hot paths need not wait. */
  readonly isReady: boolean;
  /** @throws EventStoreUnavailableException */
  ready(): Promise<void>;
  /** A sign of life; resolves to the latency in milliseconds. */
  ping(): Promise<number>;
  stop(): Promise<void>;

  /**
   * Appends a batch in one transaction: the winners are durable when this resolves, losers have written nothing and do not
   * disturb them. No stream may stand twice in a batch.
   */
  append(batch: readonly AppendRequest[]): Promise<AppendOutcome[]>;
  /** Appends in the caller's open transaction, waiting for the stream if need be; never answers `busy`. */
  appendIn(manager: EntityManager, request: AppendRequest): Promise<AppendOutcome>;

  /** What transactions of this log are opened on: the connection, or the memory space, that an {@link AmbientTransaction} names. */
  readonly database: TransactionalDatabase;
  /** Whether a manager is one of the `DataSource` that this log is kept on. */
  owns(manager: EntityManager): boolean;
  /** Reads on the connection of an open transaction. */
  readsIn(manager: EntityManager): LogReads;
  /**
   * Takes a stream for a unit of work, waiting for who has it, and tells where it stands; writes nothing and draws no position. With
   * `mayRepeat` the ids of the request are looked for. On MySQL a stream that does not exist yet cannot be taken.
   */
  reserve(transaction: AmbientTransaction, request: AppendRequest): Promise<StreamReservation>;
  /**
   * Writes the events of a unit of work, whose streams it has reserved; the last thing before its commit. No stream may stand twice in
   * the batch. In memory it answers at once, and writes with the commit.
   */
  appendReserved(transaction: AmbientTransaction, batch: readonly AppendRequest[]): Promise<AppendOutcome[]> | AppendOutcome[];

  /** Truncates, archives or deletes a stream, waiting for who is writing it; false when there is none. */
  closeStream(stream: string, closing: StreamClosing): Promise<boolean>;
  /** Where durable subscriptions keep their checkpoints and leases. */
  readonly checkpoints: CheckpointStore;
  /** How nodes tell each other of commits; absent where only polling tells. */
  readonly commitSignal?: CommitSignal;
  /** For those who look around. */
  readonly browser: EventBrowser;

  saveSnapshot(stream: string, snapshotVersion: number, snapshot: StoredSnapshot): Promise<void>;
}
