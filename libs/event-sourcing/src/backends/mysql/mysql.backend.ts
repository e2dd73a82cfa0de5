import {
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
import type { StoredEvent } from '../../events/recorded-event.js';
import { EventStoreUnavailableException } from '../../exceptions/event-store-unavailable.exception.js';
import type {
  AppendOutcome,
  AppendRequest,
  EventBackend,
  LoadedStream,
  LoadQuery,
  LogPage,
  LogQuery,
  SafeHead,
  StoredSnapshot,
  StreamClosing,
  StreamQuery,
} from '../event-backend.js';
import { appendByStatements } from './append-by-statements.js';
import { closeInTransaction } from './close-in-transaction.js';
import { mysqlEventMigrations } from './migrations/mysql-event-migrations.js';
import { findAbilities, type MysqlAbilities } from './mysql-abilities.js';
import { MysqlCheckpointStore } from './mysql-checkpoint-store.js';
import { appendEvents, appendOutcomes, appendParameters } from './sql/append-events.js';
import type { AppendMode } from './sql/append-events.procedure.js';
import { storedEvent, type EventRow } from './sql/event-columns.js';
import { loadedStream, loadStream } from './sql/load-stream.js';
import { readLog, SCAN_WINDOW } from './sql/read-log.js';
import { readStream } from './sql/read-stream.js';
import { safeHead, safeHeadOf } from './sql/safe-head.js';
import { saveSnapshot } from './sql/save-snapshot.js';
import { streamKey } from './sql/stream-key.js';
import { versionAt } from './sql/version-at.js';

const NO_END = Number.MAX_SAFE_INTEGER;
const LOCK_WAIT_TIMEOUT = 'ER_LOCK_WAIT_TIMEOUT';
const DUPLICATE = 'ER_DUP_ENTRY';

/**
 * The log on MySQL 8.0.11 or MariaDB 10.6 or newer, in strict order (see `sql/append-events.procedure.ts`): one writer at a time. A
 * transaction of the application's that has appended therefore makes other appends wait until it ends; append last, and end soon.
 */
export class MysqlEventBackend implements EventBackend {
  readonly partitions = 1;
  readonly supportsTransactions = true;
  readonly shown: string;
  readonly checkpoints: MysqlCheckpointStore;
  readonly #store: PreparedStore;
  readonly #schema: string;
  readonly #isPrepared: boolean;
  #pool?: Pool;
  #abilities: MysqlAbilities = { supportsProcedures: false, hasSnapshotIsolation: false };

  constructor(
    storage: ResolvedStorage,
    private readonly connection: StorageConnection,
  ) {
    this.shown = storage.shown;
    this.#schema = storage.schema;
    this.#isPrepared = storage.preparedStatements;
    this.checkpoints = new MysqlCheckpointStore(storage.schema, (sql, values) => this.#run(sql, values));
    this.#store = new PreparedStore('event store', connection, async (dataSource) => {
      await prepareSchema(dataSource, storage, mysqlEventMigrations(storage.schema));
      this.#abilities = await findAbilities(dataSource, storage.schema);
      this.#pool = nativeMysqlPool(dataSource);
    });
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
    const connection = await nativeMysqlClient(manager);
    const { hasSnapshotIsolation } = this.#abilities;
    if (hasSnapshotIsolation) await this.#on(connection)('SET innodb_snapshot_isolation = 0', []);
    try {
      const [outcome] = await this.#appendOn(connection, [request], 'joined');
      return outcome!;
    } catch (error) {
      if (codeOf(error) === DUPLICATE) return { kind: 'id-conflict' };
      throw error;
    } finally {
      if (hasSnapshotIsolation) await this.#on(connection)('SET innodb_snapshot_isolation = 1', []).catch(() => undefined);
    }
  }

  async readStream({ stream, from, to, direction, limit, types }: StreamQuery): Promise<StoredEvent[]> {
    const sql = readStream(this.#schema, direction, types?.length);
    const { rows } = await this.#run(sql, [stream, from, Math.min(to, NO_END), ...(types ?? []), BigInt(limit)]);
    return rows.map((row) => storedEvent(row as EventRow));
  }

  async load({ stream, snapshotVersion, after, upTo, limit, isFull }: LoadQuery): Promise<LoadedStream> {
    const highest = Math.min(upTo, NO_END);
    const header = [snapshotVersion ?? null, highest, stream] as const;
    const { rows } = await this.#run(loadStream(this.#schema, isFull), [...header, ...header, after, highest, BigInt(limit)]);
    return loadedStream(stream, rows);
  }

  async versionAt(stream: string, at: Date): Promise<number> {
    const { rows } = await this.#run(versionAt(this.#schema), [stream, at.getTime()]);
    return Number(rows[0]?.[0] ?? 0);
  }

  async safeHead(): Promise<SafeHead> {
    return safeHeadOf((await this.#run(safeHead(this.#schema), [])).rows);
  }

  async readLog(query: LogQuery): Promise<LogPage> {
    const { after, upTo, direction, limit, category, types } = query;
    const window = category === undefined && types === undefined ? NO_END : SCAN_WINDOW;
    const isForwards = direction === 'forwards';
    const low = isForwards ? after + 1 : Math.max(1, Math.min(after - 1, upTo) - window + 1);
    const high = isForwards ? Math.min(upTo, after + window) : Math.min(after - 1, upTo);
    const filters = [...(category === undefined ? [] : [category]), ...(types ?? [])];
    const { rows } = await this.#run(readLog(this.#schema, query), [low, Math.min(high, NO_END), ...filters, BigInt(limit)]);
    const events = rows.map((row) => storedEvent(row as EventRow));
    return { events, scannedTo: events.length < limit ? (isForwards ? high : low) : events.at(-1)!.position };
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
