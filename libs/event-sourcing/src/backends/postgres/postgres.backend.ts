import {
  type AmbientTransaction,
  prepareSchema,
  nativeClient,
  nativePool,
  PreparedStore,
  type ResolvedStorage,
  type StorageConnection,
} from '@ledgerline/storage';
import type { ClientBase, Pool, PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';
import { NotSentError, RepeatedIdError } from '../../append/append-failure.js';
import type { LogOrdering } from '../../event-sourcing-options.js';
import { EventStoreUnavailableException } from '../../exceptions/event-store-unavailable.exception.js';
import type {
  AppendOutcome,
  AppendRequest,
  EventBackend,
  LogReads,
  NewEvent,
  StoredSnapshot,
  StreamClosing,
  StreamReservation,
} from '../event-backend.js';
import { NO_VERSION } from '../../streams/expected-version.js';
import { postgresEventMigrations } from './migrations/postgres-event-migrations.js';
import { PostgresCheckpointStore } from './postgres-checkpoint-store.js';
import { PostgresLogReads } from './postgres-log-reads.js';
import { PostgresEventBrowser } from './postgres-event-browser.js';
import { PostgresCommitSignal } from './postgres-commit-signal.js';
import { prepareOrdering } from './prepare-ordering.js';
import { appendEvents, appendOne, appendOneParameters, appendOutcomes, appendParameters } from './sql/append-events.js';
import { closeStream } from './sql/close-stream.js';
import { saveSnapshot } from './sql/save-snapshot.js';
import { runStatement, type Statement } from './statement.js';

const STATE_CODES = { archived: 'r', deleted: 'd' } as const;

/** The log on PostgreSQL 14 or newer, ordered by the watermark lock (see `sql/safe-head.function.ts`). */
export class PostgresEventBackend extends PostgresLogReads implements EventBackend {
  readonly partitions = 1;
  readonly supportsTransactions = true;
  readonly shown: string;
  readonly checkpoints: PostgresCheckpointStore;
  readonly browser: PostgresEventBrowser;
  readonly commitSignal: PostgresCommitSignal;
  readonly #store: PreparedStore;
  readonly #schema: string;
  readonly #isPrepared: boolean;
  #pool?: Pool;

  constructor(
    storage: ResolvedStorage,
    private readonly connection: StorageConnection,
    ordering?: LogOrdering,
  ) {
    super(storage.schema, (statement, values) => this.#run(statement, values));
    this.shown = storage.shown;
    this.#schema = storage.schema;
    this.#isPrepared = storage.preparedStatements;
    this.checkpoints = new PostgresCheckpointStore(storage.schema, (statement, values) => this.#run(statement, values));
    this.browser = new PostgresEventBrowser(storage.schema, (statement, values) => this.#run(statement, values));
    this.commitSignal = new PostgresCommitSignal(storage.schema, () => this.#pool);
    this.#store = new PreparedStore('event store', connection, async (dataSource) => {
      await prepareSchema(dataSource, storage, postgresEventMigrations(storage.schema));
      await prepareOrdering(dataSource, storage.schema, ordering);
      this.#pool = nativePool(dataSource);
    });
  }

  get database(): StorageConnection {
    return this.connection;
  }

  get isReady(): boolean {
    return this.#store.isReady;
  }

  start(): Promise<void> {
    return this.#store.start();
  }

  async ready(): Promise<void> {
    if (this.#store.isReady) return;
    try {
      await this.#store.ready();
    } catch (error) {
      throw new EventStoreUnavailableException(this.shown, false, error);
    }
  }

  async ping(): Promise<number> {
    await this.ready();
    return this.connection.ping();
  }

  async stop(): Promise<void> {
    this.#store.stop();
  }

  async append(batch: readonly AppendRequest[]): Promise<AppendOutcome[]> {
    const client = await this.#connect();
    let failure: Error | undefined;
    try {
      return await this.#appendOn(client, batch, false);
    } catch (error) {
      failure = this.connection.reportFailure(error) ? (error as Error) : undefined;
      throw isRepeatedId(error) ? new RepeatedIdError(error) : error;
    } finally {
      client.off('error', ignore);
      client.release(failure);
    }
  }

  async appendIn(manager: EntityManager, request: AppendRequest): Promise<AppendOutcome> {
    const client = await nativeClient(manager);
    const [outcome] = await this.#appendOn(client, [request], true);
    return outcome!;
  }

  owns(manager: EntityManager): boolean {
    return manager.dataSource === this.connection.dataSource;
  }

  readsIn(manager: EntityManager): LogReads {
    return new PostgresLogReads(this.#schema, async (statement, values) =>
      runStatement(await nativeClient(manager), statement, values, this.#isPrepared),
    );
  }

  /** One round trip: an append that expects what no stream is at locks it, tells where it stands, and writes nothing. */
  async reserve({ manager }: AmbientTransaction, request: AppendRequest): Promise<StreamReservation> {
    const outcome = await this.appendIn(manager!, { ...request, expected: NO_VERSION, events: idsOnly(request) });
    if (outcome.kind === 'conflict') return { kind: 'reserved', version: outcome.actual };
    return outcome as StreamReservation;
  }

  async appendReserved({ manager }: AmbientTransaction, batch: readonly AppendRequest[]): Promise<AppendOutcome[]> {
    try {
      return await this.#appendOn(await nativeClient(manager!), batch, true);
    } catch (error) {
      throw isRepeatedId(error) ? new RepeatedIdError(error) : error;
    }
  }

  async closeStream(stream: string, { before, state, erases }: StreamClosing): Promise<boolean> {
    const code = state === undefined ? null : STATE_CODES[state];
    const rows = await this.#run<readonly [string]>(closeStream(this.#schema), [stream, before ?? null, code, erases]);
    return rows[0]?.[0] === 't';
  }

  async saveSnapshot(stream: string, snapshotVersion: number, { version, state }: StoredSnapshot): Promise<void> {
    await this.#run(saveSnapshot(this.#schema), [stream, snapshotVersion, version, state]);
  }

  async #appendOn(client: ClientBase, batch: readonly AppendRequest[], waits: boolean): Promise<AppendOutcome[]> {
    const [only] = batch;
    const rows =
      only && batch.length === 1
        ? await runStatement(client, appendOne(this.#schema), appendOneParameters(only, waits), this.#isPrepared)
        : await runStatement(client, appendEvents(this.#schema), appendParameters(batch, waits), this.#isPrepared);
    return appendOutcomes(rows, batch);
  }

  /** A connection of its own, so that a failure tells whether the batch was sent. */
  async #connect(): Promise<PoolClient> {
    try {
      const client = await this.#poolOrThrow().connect();
      // A connection that dies while it is ours tells its query, too; without a listener it would end the process.
      return client.on('error', ignore);
    } catch (error) {
      this.connection.reportFailure(error);
      throw new NotSentError(error);
    }
  }

  async #run<Row extends readonly unknown[]>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      return await runStatement<Row>(this.#poolOrThrow(), statement, values, this.#isPrepared);
    } catch (error) {
      if (!this.connection.reportFailure(error)) throw error;
      throw new EventStoreUnavailableException(this.shown, false, error);
    }
  }

  #poolOrThrow(): Pool {
    if (!this.#pool) throw new EventStoreUnavailableException(this.shown, false);
    return this.#pool;
  }
}

function ignore(): void {}

/** What a look-up by id needs of a request, if it needs one. */
function idsOnly({ events, mayRepeat }: AppendRequest): NewEvent[] {
  return mayRepeat ? events.map(({ id }) => ({ id, type: '', schemaVersion: 0, data: 'null', metadata: null })) : [];
}

/** Our own constraint alone: a unique violation from anywhere else says nothing about event ids. */
function isRepeatedId(error: unknown): boolean {
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  return code === '23505' && constraint === 'events_id' && table === 'events';
}
