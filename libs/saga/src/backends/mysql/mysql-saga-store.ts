import {
  MysqlNodeStore,
  mysqlNodeMigrations,
  nativeMysqlClient,
  nativeMysqlPool,
  PreparedStore,
  prepareSchema,
  StorageUnavailableException,
  textOf,
  type ResolvedStorage,
  type SqlValue,
  type StorageConnection,
} from '@ledgerline/storage';
import type { Pool } from 'mysql2';
import type { DataSource, EntityManager } from 'typeorm';
import { SagaStoreUnavailableException } from '../../exceptions/saga-store-unavailable.exception.js';
import type { NewSaga, SagaRow, SagaSummary, SagaWrite, StepRecord, Written } from '../saga-row.js';
import type { Delivery, RunnableSaga, SagaCensus, SagaQuery, SagaStore, StoredSignal } from '../saga-store.js';
import { waitAtMost } from './bounded-wait.js';
import { bytesOf, inPackets } from './in-packets.js';
import { mysqlSagaMigrations } from './migrations/mysql-saga-migrations.js';
import { findAbilities, type MysqlSagaAbilities } from './mysql-saga-abilities.js';
import { MysqlSagaBrowser } from './mysql-saga-browser.js';
import { MysqlSagaMailbox } from './mysql-saga-mailbox.js';
import { MysqlSagaRecorder } from './mysql-saga-recorder.js';
import { MysqlSagaTaker } from './mysql-saga-taker.js';
import { codeOf, isConflict, MysqlSession } from './mysql-session.js';
import { pastSnapshot } from './past-snapshot.js';
import { censusOf, stepRecord } from './read-rows.js';
import { RowHeldError } from './row-held.error.js';
import { findSagas, sagaExists, sagaHistory } from './sql/find-sagas.js';
import { forgetNodes, forgottenNodes } from './sql/forget-nodes.js';
import { insertOwnSaga, insertParameters, insertSagas } from './sql/insert-sagas.js';
import { listSagas } from './sql/list-sagas.js';
import { cancelRequests, ownedSagas, releaseSagas } from './sql/owned-sagas.js';
import { eraseSagas, lockOld } from './sql/prune-sagas.js';
import { sagaCensus } from './sql/saga-census.js';
import { sagaRow, sagaSummary, textOrNull } from './sql/saga-columns.js';
import { resumeStopped } from './sql/saga-versions.js';

/** Seconds that a start waits for a transaction that inserted the same id. */
const LOCK_WAIT = 2;
/** A lock that was waited for too long, or not at all. */
const HELD = new Set<unknown>(['ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_NOWAIT']);
const DUPLICATE = 'ER_DUP_ENTRY';

/**
 * Sagas on MySQL 8.0.11 or MariaDB 10.6 or newer. What locks several rows, or reads what it locks, is a procedure where the login may have
 * some: one round trip, and no lock that a node could leave behind by pausing. Everything else is statements by themselves.
 */
export class MysqlSagaStore implements SagaStore {
  readonly supportsTransactions = true;
  readonly shown: string;
  readonly nodes: MysqlNodeStore;
  readonly browser: MysqlSagaBrowser;
  readonly #store: PreparedStore;
  readonly #schema: string;
  readonly #session: MysqlSession;
  readonly #recorder: MysqlSagaRecorder;
  readonly #taker: MysqlSagaTaker;
  readonly #mailbox: MysqlSagaMailbox;
  #dataSource?: DataSource;
  #abilities?: MysqlSagaAbilities;

  /** @param limit milliseconds that the engine's statements may take: less than a third of the lease's term */
  constructor(
    storage: ResolvedStorage,
    private readonly connection: StorageConnection,
    limit: number,
  ) {
    const { schema } = storage;
    this.shown = storage.shown;
    this.#schema = schema;
    this.nodes = new MysqlNodeStore(schema, () => this.#dataSourceOrThrow(), limit);
    const options = { isPrepared: storage.preparedStatements, limit: Math.max(limit, LOCK_WAIT * 2_000) };
    this.#session = new MysqlSession(connection, () => this.#pool(), options);
    this.browser = new MysqlSagaBrowser(schema, this.#session);
    const abilities = () => this.#abilitiesOrThrow();
    this.#recorder = new MysqlSagaRecorder(schema, this.#session, abilities);
    this.#taker = new MysqlSagaTaker(schema, this.#session, abilities);
    this.#mailbox = new MysqlSagaMailbox(schema, this.#session, abilities);
    this.#store = new PreparedStore('saga store', connection, async (dataSource) => {
      await prepareSchema(dataSource, storage, mysqlNodeMigrations(schema));
      await prepareSchema(dataSource, storage, mysqlSagaMigrations(schema));
      this.#abilities = await findAbilities(dataSource, schema);
      this.#dataSource = dataSource;
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
      throw new SagaStoreUnavailableException(this.shown, false, error);
    }
  }

  async stop(): Promise<void> {
    this.#store.stop();
  }

  async ping(): Promise<number> {
    await this.ready();
    return this.connection.ping();
  }

  isUnavailable(error: unknown): boolean {
    return (
      error instanceof SagaStoreUnavailableException ||
      error instanceof StorageUnavailableException ||
      this.connection.reportFailure(error) ||
      isConflict(error)
    );
  }

  isHeld(error: unknown): boolean {
    return error instanceof RowHeldError || HELD.has(codeOf(error));
  }

  /** One round trip for each packet that the sagas take. */
  async insert(sagas: readonly NewSaga[]): Promise<void> {
    for (const batch of inPackets(sagas, bytesOfSaga, this.#abilitiesOrThrow().maxPacket)) {
      const sql = insertSagas(this.#schema, batch.length);
      await this.#session.run(sql, batch.flatMap(insertParameters), batch.length === 1);
    }
  }

  async insertOwn(saga: NewSaga): Promise<boolean> {
    inPackets([saga], bytesOfSaga, this.#abilitiesOrThrow().maxPacket);
    const values = insertParameters(saga);
    return isNew(
      this.#session.work((run) => waitAtMost(LOCK_WAIT, this.#abilitiesOrThrow(), run, insertOwnSaga(this.#schema), values)),
    );
  }

  /** Two round trips: an insert that meets the same id would keep that saga's row locked until the caller's commit. */
  async insertIn(manager: EntityManager, saga: NewSaga): Promise<boolean> {
    const run = this.#session.on(await nativeMysqlClient(manager));
    if ((await run(sagaExists(this.#schema), [saga.id])).rows.length > 0) return false;
    const sql = pastSnapshot(this.#abilitiesOrThrow(), insertOwnSaga(this.#schema));
    return isNew(run(sql, insertParameters(saga)));
  }

  record(writes: readonly SagaWrite[]): Promise<readonly Written[]> {
    return this.#recorder.record(writes);
  }

  recordAlone(write: SagaWrite): Promise<Written | undefined> {
    return this.#recorder.recordAlone(write);
  }

  recordIn(manager: EntityManager, write: SagaWrite): Promise<Written | undefined> {
    return this.#recorder.recordIn(manager, write);
  }

  /** By READ COMMITTED: a snapshot taken at the transaction's beginning would refuse the row of a saga that was signalled since. */
  async transaction<R>(work: (manager: EntityManager) => Promise<R>): Promise<R> {
    return (await this.connection.ready()).transaction('READ COMMITTED', work);
  }

  async find(id: string): Promise<SagaRow | undefined> {
    return (await this.findMany([id]))[0];
  }

  async findMany(ids: readonly string[]): Promise<readonly SagaRow[]> {
    if (ids.length === 0) return [];
    return (await this.#rows(findSagas(this.#schema, ids.length), ids, ids.length === 1)).map(sagaRow);
  }

  async list(query: SagaQuery): Promise<readonly SagaSummary[]> {
    const { sql, values } = listSagas(this.#schema, query);
    return (await this.#rows(sql, values, false)).map(sagaSummary);
  }

  async history(id: string): Promise<readonly StepRecord[]> {
    return (await this.#rows(sagaHistory(this.#schema), [id])).map(stepRecord);
  }

  async census(overdueAfter: number): Promise<SagaCensus> {
    return censusOf(await this.#rows(sagaCensus(this.#schema), [overdueAfter]));
  }

  claim(node: string, runnable: readonly RunnableSaga[], limit: number): Promise<readonly SagaRow[]> {
    return this.#taker.claim(node, runnable, limit);
  }

  takeOver(node: string, runnable: readonly RunnableSaga[], limit: number, suspects: boolean): Promise<readonly SagaRow[]> {
    return this.#taker.takeOver(node, runnable, limit, suspects);
  }

  versions(names: readonly string[]): Promise<readonly RunnableSaga[]> {
    return this.#taker.versions(names);
  }

  async owned(node: string): Promise<readonly { readonly id: string; readonly token: number }[]> {
    return (await this.#rows(ownedSagas(this.#schema), [node])).map(([id, token]) => ({
      id: textOf(id),
      token: Number(token),
    }));
  }

  async cancelRequests(node: string): Promise<readonly { readonly id: string; readonly reason?: string }[]> {
    return (await this.#rows(cancelRequests(this.#schema), [node])).map(([id, reason]) => ({
      id: textOf(id),
      reason: textOrNull(reason) ?? undefined,
    }));
  }

  release(node: string, ids: readonly string[]): Promise<void> {
    return this.#release(node, ids, null);
  }

  /** Three round trips; were it cut off in between, what is left of the node is taken over like a dead one's. */
  async leave(node: string): Promise<void> {
    const ids = (await this.owned(node)).map(({ id }) => id);
    await this.#release(node, ids, 1);
    await this.#session.run(forgetNodes(this.#schema, 1), [node]);
  }

  async resumeStopped(name: string, version: number, fingerprint: string): Promise<number> {
    return (await this.#session.run(resumeStopped(this.#schema), [name, version, fingerprint])).affectedRows;
  }

  cancel(id: string, reason: string): Promise<Delivery> {
    return this.#mailbox.cancel(id, reason);
  }

  wake(id: string): Promise<Delivery> {
    return this.#mailbox.wake(id);
  }

  signal(id: string, name: string, signalId: string, payload: string | null): Promise<Delivery> {
    return this.#mailbox.signal(id, name, signalId, payload);
  }

  signalIn(manager: EntityManager, id: string, name: string, signalId: string, payload: string | null): Promise<Delivery> {
    return this.#mailbox.signalIn(manager, id, name, signalId, payload);
  }

  wakeSignalled(): Promise<number> {
    return this.#mailbox.wakeSignalled();
  }

  nextSignal(id: string, name: string, taken: readonly number[]): Promise<StoredSignal | undefined> {
    return this.#mailbox.nextSignal(id, name, taken);
  }

  /**
   * Seven round trips, in one transaction; four when there is nothing old. A node that pauses in between holds rows that nobody writes. One or
   * two more with the last batch.
   */
  async prune(age: number, limit: number): Promise<number> {
    const pruned = await this.#pruneSagas(age, limit);
    if (pruned < limit) await this.#pruneNodes(age, limit);
    return pruned;
  }

  #pruneSagas(age: number, limit: number): Promise<number> {
    return this.#session.transact(async (run) => {
      const ids = (await run(lockOld(this.#schema), [age, BigInt(limit)])).rows.map(([id]) => textOf(id)).sort();
      if (ids.length > 0) for (const sql of eraseSagas(this.#schema, ids.length)) await run(sql, ids);
      return ids.length;
    });
  }

  async #pruneNodes(age: number, limit: number): Promise<void> {
    const ids = (await this.#rows(forgottenNodes(this.#schema), [age, BigInt(limit)])).map(([id]) => textOf(id)).sort();
    if (ids.length > 0) await this.#session.run(forgetNodes(this.#schema, ids.length), ids, false);
  }

  async #release(node: string, ids: readonly string[], isDoubtful: number | null): Promise<void> {
    if (ids.length === 0) return;
    await this.#session.run(releaseSagas(this.#schema, ids.length), [isDoubtful, ...ids.toSorted(), node], false);
  }

  async #rows(sql: string, values: readonly SqlValue[], isStable = true): Promise<(readonly unknown[])[]> {
    return (await this.#session.run(sql, values, isStable)).rows;
  }

  #pool(): Pool {
    return nativeMysqlPool(this.#dataSourceOrThrow());
  }

  #dataSourceOrThrow(): DataSource {
    if (!this.#dataSource) throw new SagaStoreUnavailableException(this.shown, false);
    return this.#dataSource;
  }

  #abilitiesOrThrow(): MysqlSagaAbilities {
    if (!this.#abilities) throw new SagaStoreUnavailableException(this.shown, false);
    return this.#abilities;
  }
}

/** Whether an insert was the first of its id. */
async function isNew(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if (codeOf(error) === DUPLICATE) return false;
    throw error;
  }
}

/** What a saga takes on the wire at most: hexadecimal where it is not prepared. */
function bytesOfSaga({ id, context, correlationId, causationId, traceparent, stopped }: NewSaga): number {
  return 2_048 + 2 * bytesOf(id, context, correlationId, causationId, traceparent, stopped && JSON.stringify(stopped));
}
