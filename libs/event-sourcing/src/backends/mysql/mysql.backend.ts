import {
  type AmbientTransaction,
  acquireMysqlConnection,
  isConnectionError,
  nativeMysqlClient,
  nativeMysqlPool,
  prepareSchema,
  PreparedStore,
  type ResolvedStorage,
  type StorageConnection,
  runStatement,
  type RunStatement,
  type SqlValue,
  type StatementResult,
} from '@ledgerline/storage';
import type { Connection, Pool, PoolConnection } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { NotSentError, RepeatedIdError } from '../../append/append-failure.js';
import { EventStoreUnavailableException } from '../../exceptions/event-store-unavailable.exception.js';
import type {
  AppendOutcome,
  AppendRequest,
  EventBackend,
  LogReads,
  StoredSnapshot,
  StreamClosing,
  StreamReservation,
} from '../event-backend.js';
import { appendByStatements } from './append-by-statements.js';
import { closeInTransaction } from './close-in-transaction.js';
import { mysqlEventMigrations } from './migrations/mysql-event-migrations.js';
import { findAbilities, type MysqlAbilities } from './mysql-abilities.js';
import { MysqlLogReads } from './mysql-log-reads.js';
import { MysqlCheckpointStore } from './mysql-checkpoint-store.js';
import { reserveStream } from './reserve-stream.js';
import { MysqlEventBrowser } from './mysql-event-browser.js';
import { appendEvents, appendOutcomes, appendParameters } from './sql/append-events.js';
import type { AppendMode } from './sql/append-events.procedure.js';
import { saveSnapshot } from './sql/save-snapshot.js';
import { streamKey } from './sql/stream-key.js';

const LOCK_WAIT_TIMEOUT = 'ER_LOCK_WAIT_TIMEOUT';
const DUPLICATE = 'ER_DUP_ENTRY';

/**
 * The log on MySQL 8.0.11 or MariaDB 10.6 or newer, in strict order (see `sql/append-events.procedure.ts`): one writer at a time. A
 * transaction of the application's that has appended therefore makes other appends wait until it ends; append last, and end soon.
 */
export class MysqlEventBackend extends MysqlLogReads implements EventBackend {
  readonly partitions = 1;
  readonly supportsTransactions = true;
  readonly shown: string;
  readonly checkpoints: MysqlCheckpointStore;
  readonly browser: MysqlEventBrowser;
  readonly #store: PreparedStore;
  readonly #schema: string;
  readonly #isPrepared: boolean;
  #pool?: Pool;
  #abilities: MysqlAbilities = { supportsProcedures: false, hasSnapshotIsolation: false };

  constructor(
    storage: ResolvedStorage,
    private readonly connection: StorageConnection,
  ) {
    super(storage.schema, (sql, values) => this.#run(sql, values));
    this.shown = storage.shown;
    this.#schema = storage.schema;
    this.#isPrepared = storage.preparedStatements;
    this.checkpoints = new MysqlCheckpointStore(storage.schema, (sql, values) => this.#run(sql, values));
    this.browser = new MysqlEventBrowser(storage.schema, (sql, values) => this.#run(sql, values));
    this.#store = new PreparedStore('event store', connection, async (dataSource) => {
      await prepareSchema(dataSource, storage, mysqlEventMigrations(storage.schema));
      this.#abilities = await findAbilities(dataSource, storage.schema);
      this.#pool = nativeMysqlPool(dataSource);
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
    const connection = await this.#connect();
    try {
      return await this.#onConnection(connection, () => this.#appendOn(connection, batch, 'own'));
    } catch (error) {
      // Somebody's open transaction has appended and holds the head for longer than the server lets a statement wait.
      if (codeOf(error) === LOCK_WAIT_TIMEOUT) return batch.map(() => ({ kind: 'busy' }));
      // Under the head lock nothing else of ours can be there twice.
      throw codeOf(error) === DUPLICATE ? new RepeatedIdError(error) : error;
    }
  }

  async appendIn(manager: EntityManager, request: AppendRequest): Promise<AppendOutcome> {
    try {
      const [outcome] = await this.#appendJoined(await nativeMysqlClient(manager), [request]);
      return outcome!;
    } catch (error) {
      if (codeOf(error) === DUPLICATE) return { kind: 'id-conflict' };
      throw error;
    }
  }

  owns(manager: EntityManager): boolean {
    return manager.dataSource === this.connection.dataSource;
  }

  readsIn(manager: EntityManager): LogReads {
    return new MysqlLogReads(this.#schema, async (sql, values) => this.#on(await nativeMysqlClient(manager))(sql, values));
  }

  /** One round trip, and one more where ids may repeat. */
  async reserve({ manager }: AmbientTransaction, request: AppendRequest): Promise<StreamReservation> {
    return reserveStream(this.#on(await nativeMysqlClient(manager!)), this.#schema, request);
  }

  async appendReserved({ manager }: AmbientTransaction, batch: readonly AppendRequest[]): Promise<AppendOutcome[]> {
    try {
      return await this.#appendJoined(await nativeMysqlClient(manager!), batch);
    } catch (error) {
      throw codeOf(error) === DUPLICATE ? new RepeatedIdError(error) : error;
    }
  }

  /** Four to eight round trips, in one transaction. */
  async closeStream(stream: string, closing: StreamClosing): Promise<boolean> {
    return this.#onOwnConnection((run) => closeInTransaction(run, this.#schema, stream, closing));
  }

  /** Two round trips. */
  async saveSnapshot(stream: string, snapshotVersion: number, { version, state }: StoredSnapshot): Promise<void> {
    const { rows } = await this.#run(streamKey(this.#schema), [stream]);
    if (rows[0]) await this.#run(saveSnapshot(this.#schema), [Number(rows[0][0]), snapshotVersion, version, state]);
  }

  /** In a transaction that we did not begin, whatever its isolation. */
  async #appendJoined(connection: Connection, batch: readonly AppendRequest[]): Promise<AppendOutcome[]> {
    const { hasSnapshotIsolation } = this.#abilities;
    if (hasSnapshotIsolation) await this.#on(connection)('SET innodb_snapshot_isolation = 0', []);
    try {
      return await this.#appendOn(connection, batch, 'joined');
    } finally {
      if (hasSnapshotIsolation) await this.#on(connection)('SET innodb_snapshot_isolation = 1', []).catch(() => undefined);
    }
  }

  async #appendOn(connection: Connection, batch: readonly AppendRequest[], mode: AppendMode): Promise<AppendOutcome[]> {
    // Their texts differ by the size of the batch: prepared ones would fill the server's list of them.
    if (!this.#abilities.supportsProcedures) return appendByStatements(this.#on(connection, false), this.#schema, batch, mode);
    const run = this.#on(connection);
    return appendOutcomes(await run(appendEvents(this.#schema, mode), appendParameters(batch)), batch);
  }

  /** Work on a connection of its own; after an error a roll-back comes before anything else, since a lock wait keeps its locks. */
  async #onConnection<R>(connection: PoolConnection, work: () => Promise<R>): Promise<R> {
    try {
      const result = await work();
      connection.release();
      return result;
    } catch (error) {
      if (this.connection.reportFailure(error)) connection.destroy();
      else await this.#rollBack(connection);
      throw error;
    }
  }

  async #rollBack(connection: PoolConnection): Promise<void> {
    try {
      await runStatement(connection, 'ROLLBACK', [], false);
      connection.release();
    } catch {
      connection.destroy();
    }
  }

  /** A connection of its own, so that a failure tells whether the batch was sent. */
  async #connect(): Promise<PoolConnection> {
    try {
      return await acquireMysqlConnection(this.#poolOrThrow());
    } catch (error) {
      this.connection.reportFailure(error);
      throw new NotSentError(error);
    }
  }

  #on(connection: Connection, isPrepared = this.#isPrepared): RunStatement {
    return (sql, values) => runStatement(connection, sql, values, isPrepared && values.length > 0);
  }

  async #run(sql: string, values: readonly SqlValue[]): Promise<StatementResult<readonly unknown[]>> {
    return this.#onOwnConnection((run) => run(sql, values));
  }

  /** @throws EventStoreUnavailableException when the database is to blame, not the statement */
  async #onOwnConnection<R>(work: (run: RunStatement) => Promise<R>): Promise<R> {
    try {
      const connection = await this.#connect();
      return await this.#onConnection(connection, () => work(this.#on(connection)));
    } catch (error) {
      if (error instanceof NotSentError) throw new EventStoreUnavailableException(this.shown, false, error.cause);
      if (isConnectionError(error)) throw new EventStoreUnavailableException(this.shown, false, error);
      throw error;
    }
  }

  #poolOrThrow(): Pool {
    if (!this.#pool) throw new EventStoreUnavailableException(this.shown, false);
    return this.#pool;
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
