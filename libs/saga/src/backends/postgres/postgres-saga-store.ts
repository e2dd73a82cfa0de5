import {
  nativeClient,
  nativePool,
  PostgresNodeStore,
  postgresNodeMigrations,
  PreparedStore,
  prepareSchema,
  StorageUnavailableException,
  type ResolvedStorage,
  type StorageConnection,
} from '@ledgerline/storage';
import type { ClientBase, Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { SagaStoreUnavailableException } from '../../exceptions/saga-store-unavailable.exception.js';
import type { SagaStatus } from '../../machine/saga-status.js';
import type { NewSaga, SagaRow, SagaSummary, SagaWrite, StepRecord, Written } from '../saga-row.js';
import type { Delivery, RunnableSaga, SagaCensus, SagaQuery, SagaStore, StoredSignal } from '../saga-store.js';
import { PostgresSagaBrowser } from './postgres-saga-browser.js';
import { postgresSagaMigrations } from './migrations/postgres-saga-migrations.js';
import { censusOf, stepRecord } from './read-rows.js';
import { sagaStatements, type SagaStatements } from './saga-statements.js';
import { insertParameters } from './sql/insert-sagas.js';
import { listSagas } from './sql/list-sagas.js';
import { recordParameters, writtenRow } from './sql/record-sagas.js';
import { sagaRow, sagaSummary, type SagaColumns } from './sql/saga-columns.js';
import { runStatement, type Statement } from './statement.js';

/** Milliseconds that a statement waits for somebody's lock on a row or id. */
const LOCK_TIMEOUT = 2_000;
const BATCH_LOCK_TIMEOUT = 5_000;
const LOCK_NOT_AVAILABLE = '55P03';
/** 40001 serialisation failure, 40P01 deadlock: to be tried again. */
const RETRYABLE = new Set<unknown>(['40001', '40P01']);

/** Sagas on PostgreSQL 14 or newer. Autocommit statements without session state, so that it works behind transaction poolers. */
export class PostgresSagaStore implements SagaStore {
  readonly supportsTransactions = true;
  readonly shown: string;
  readonly nodes: PostgresNodeStore;
  readonly browser: PostgresSagaBrowser;
  readonly #store: PreparedStore;
  readonly #schema: string;
  readonly #statements: SagaStatements;
  readonly #isPrepared: boolean;
  #pool?: Pool;

  /** @param limit milliseconds that the engine's statements may take: less than a third of the lease's term */
  constructor(
    storage: ResolvedStorage,
    private readonly connection: StorageConnection,
    private readonly limit: number,
  ) {
    const { schema } = storage;
    this.shown = storage.shown;
    this.#schema = schema;
    this.#statements = sagaStatements(schema);
    this.#isPrepared = storage.preparedStatements;
    this.nodes = new PostgresNodeStore(schema, () => this.#poolOrThrow(), limit);
    this.browser = new PostgresSagaBrowser(schema, (...statement) => this.#run(...statement));
    this.#store = new PreparedStore('saga store', connection, async (dataSource) => {
      await prepareSchema(dataSource, storage, postgresNodeMigrations(schema));
      await prepareSchema(dataSource, storage, postgresSagaMigrations(schema));
      this.#pool = nativePool(dataSource);
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
      RETRYABLE.has((error as { code?: unknown }).code)
    );
  }

  isHeld(error: unknown): boolean {
    return (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
  }

  async insert(sagas: readonly NewSaga[]): Promise<void> {
    await this.#run(this.#statements.insert, insertParameters(sagas, BATCH_LOCK_TIMEOUT));
  }

  async insertOwn(saga: NewSaga): Promise<boolean> {
    return (await this.#run(this.#statements.insert, insertParameters([saga], LOCK_TIMEOUT))).length > 0;
  }

  async insertIn(manager: EntityManager, saga: NewSaga): Promise<boolean> {
    const rows = await this.#runIn(manager, this.#statements.insert, insertParameters([saga], null));
    return rows.length > 0;
  }

  async record(writes: readonly SagaWrite[]): Promise<readonly Written[]> {
    return (await this.#run(this.#statements.record, recordParameters(writes))).map(writtenRow);
  }

  async recordAlone(write: SagaWrite): Promise<Written | undefined> {
    const [row] = await this.#run(this.#statements.recordAlone, aloneParameters(write));
    return row && writtenRow(row);
  }

  async recordIn(manager: EntityManager, write: SagaWrite): Promise<Written | undefined> {
    const [row] = await this.#runIn(manager, this.#statements.recordAlone, aloneParameters(write));
    return row && writtenRow(row);
  }

  async transaction<R>(work: (manager: EntityManager) => Promise<R>): Promise<R> {
    return (await this.connection.ready()).transaction(work);
  }

  async find(id: string): Promise<SagaRow | undefined> {
    return (await this.findMany([id]))[0];
  }

  async findMany(ids: readonly string[]): Promise<readonly SagaRow[]> {
    return (await this.#run(this.#statements.find, [ids])).map(sagaRow);
  }

  async list(query: SagaQuery): Promise<readonly SagaSummary[]> {
    const { statement, values } = listSagas(this.#schema, query);
    return (await this.#run(statement, values, false)).map(sagaSummary);
  }

  async history(id: string): Promise<readonly StepRecord[]> {
    return (await this.#run(this.#statements.history, [id])).map(stepRecord);
  }

  async census(overdueAfter: number): Promise<SagaCensus> {
    return censusOf(await this.#run(this.#statements.census, [overdueAfter]));
  }

  async claim(node: string, runnable: readonly RunnableSaga[], limit: number): Promise<readonly SagaRow[]> {
    return (await this.#run(this.#statements.claim, [node, ...namesAndVersions(runnable), limit])).map(sagaRow);
  }

  /** Two round trips when there are lost owners, one otherwise. */
  async takeOver(node: string, runnable: readonly RunnableSaga[], limit: number, suspects: boolean): Promise<readonly SagaRow[]> {
    const lost = await this.#run(this.#statements.lostOwners, []);
    if (lost.length === 0) return [];
    const owners = [lost.map(([owner]) => owner), lost.map(([, blame]) => blame === 't')];
    const values = [node, ...namesAndVersions(runnable), limit, ...owners, suspects];
    return (await this.#run(this.#statements.takeOver, values)).map(sagaRow);
  }

  async owned(node: string): Promise<readonly { readonly id: string; readonly token: number }[]> {
    return (await this.#run(this.#statements.owned, [node])).map(([id, token]) => ({ id: id!, token: Number(token) }));
  }

  async cancelRequests(node: string): Promise<readonly { readonly id: string; readonly reason?: string }[]> {
    return (await this.#run(this.#statements.cancelRequests, [node])).map(([id, reason]) => ({
      id: id!,
      reason: reason ?? undefined,
    }));
  }

  async release(node: string, ids: readonly string[]): Promise<void> {
    await this.#run(this.#statements.release, [node, ids]);
  }

  async leave(node: string): Promise<void> {
    await this.#run(this.#statements.leave, [node]);
  }

  async versions(names: readonly string[]): Promise<readonly RunnableSaga[]> {
    return (await this.#run(this.#statements.versions, [names])).map(([name, version]) => ({
      name: name!,
      version: Number(version),
    }));
  }

  async resumeStopped(name: string, version: number, fingerprint: string): Promise<number> {
    return (await this.#run(this.#statements.resumeStopped, [name, version, fingerprint])).length;
  }

  async cancel(id: string, reason: string): Promise<Delivery> {
    return deliveryOf(await this.#run(this.#statements.cancel, [id, reason]));
  }

  async wake(id: string): Promise<Delivery> {
    return deliveryOf(await this.#run(this.#statements.wake, [id]));
  }

  async signal(id: string, name: string, signalId: string, payload: string | null): Promise<Delivery> {
    return deliveryOf(await this.#run(this.#statements.signal, [id, signalId, name, payload]));
  }

  async signalIn(manager: EntityManager, id: string, name: string, signalId: string, payload: string | null): Promise<Delivery> {
    return deliveryOf(await this.#runIn(manager, this.#statements.keepSignal, [id, signalId, name, payload]));
  }

  async wakeSignalled(): Promise<number> {
    return (await this.#run(this.#statements.wakeSignalled, [])).length;
  }

  async nextSignal(id: string, name: string, taken: readonly number[]): Promise<StoredSignal | undefined> {
    const [row] = await this.#run(this.#statements.nextSignal, [id, name, taken]);
    return row && { number: Number(row[0]), payload: row[1] ?? null };
  }

  /** One round trip, two with the last batch. */
  async prune(age: number, limit: number): Promise<number> {
    const { length: pruned } = await this.#run(this.#statements.prune, [age, limit]);
    if (pruned < limit) await this.#run(this.#statements.forgetNodes, [age, limit]);
    return pruned;
  }

  async #run(statement: Statement, values: readonly unknown[], isPrepared = this.#isPrepared): Promise<SagaColumns[]> {
    return runStatement(this.#poolOrThrow(), statement, values, {
      isPrepared,
      limit: Math.max(this.limit, LOCK_TIMEOUT * 2),
    });
  }

  async #runIn(manager: EntityManager, statement: Statement, values: readonly unknown[]): Promise<SagaColumns[]> {
    const client: ClientBase = await nativeClient(manager);
    return runStatement(client, statement, values, { isPrepared: this.#isPrepared });
  }

  #poolOrThrow(): Pool {
    if (!this.#pool) throw new SagaStoreUnavailableException(this.shown, false);
    return this.#pool;
  }
}

function aloneParameters(write: SagaWrite): unknown[] {
  return [...recordParameters([write]), String(LOCK_TIMEOUT)];
}

function namesAndVersions(runnable: readonly RunnableSaga[]): [string[], number[]] {
  return [runnable.map(({ name }) => name), runnable.map(({ version }) => version)];
}

function deliveryOf(rows: readonly SagaColumns[]): Delivery {
  const [row] = rows;
  if (!row) return { kind: 'unknown' };
  const [kind, status, owner] = row as readonly [string, SagaStatus, string | null];
  return kind === 'd' ? { kind: 'delivered', status, owner: owner ?? undefined } : { kind: 'refused', status };
}
