import {
  nativeMysqlClient,
  prepareSchema,
  PreparedStore,
  runStatement,
  textOf,
  type AmbientTransaction,
  type ResolvedStorage,
  type SqlValue,
  type StorageConnection,
} from '@ledgerline/storage';
import {
  ClaimDeadlockError,
  ClaimTimeoutError,
  type CommandClaim,
  type CommandRecord,
  type CommandRecords,
} from '../command-records.js';
import { CreateCommandRecords } from './migrations/create-command-records.migration.js';
import { claimExpired } from './sql/claim-expired.js';
import { claimKey } from './sql/claim-key.js';
import { findRecord } from './sql/find-record.js';
import { pruneRecords } from './sql/prune-records.js';
import { recordResult } from './sql/record-result.js';

/** Every migration of the records of commands on MySQL and MariaDB, oldest first. Released ones never change. */
export function mysqlCommandMigrations(schema: string) {
  return { name: 'commands', migrations: [new CreateCommandRecords(schema)] };
}

/** The records of commands on MySQL and MariaDB. */
export class MysqlCommandRecords implements CommandRecords {
  readonly #schema: string;
  readonly #isPrepared: boolean;
  readonly #store: PreparedStore;

  constructor(
    storage: ResolvedStorage,
    private readonly connection: StorageConnection,
  ) {
    this.#schema = storage.schema;
    this.#isPrepared = storage.preparedStatements;
    this.#store = new PreparedStore('record of commands', connection, (dataSource) =>
      prepareSchema(dataSource, storage, mysqlCommandMigrations(storage.schema)),
    );
  }

  async ready(): Promise<void> {
    if (!this.#store.isReady) await this.#store.ready();
  }

  /** One round trip; two for a key that is there already, three for one that has expired. */
  async claim(transaction: AmbientTransaction, claim: CommandClaim): Promise<CommandRecord | undefined> {
    const { key, command, fingerprint, ttl } = claim;
    const kept = ttl * 1000;
    const inserted = await this.#claim(transaction, claimKey(this.#schema), [key, command, fingerprint, kept]);
    if (inserted) return undefined;
    const [row] = (await this.#run(transaction, findRecord(this.#schema), [key])).rows;
    // It was pruned in between, or somebody else has just claimed what had expired.
    if (!row) return this.claim(transaction, claim);
    const [name, hash, result, isExpired] = row;
    if (!Number(isExpired))
      return { command: textOf(name), fingerprint: hash as Buffer, result: result === null ? null : textOf(result) };
    const isTaken = await this.#claim(transaction, claimExpired(this.#schema), [command, fingerprint, kept, key]);
    return isTaken ? undefined : this.claim(transaction, claim);
  }

  async record(transaction: AmbientTransaction, key: string, result: string): Promise<void> {
    await this.#run(transaction, recordResult(this.#schema), [result, key]);
  }

  async prune(most: number): Promise<number> {
    const dataSource = await this.connection.ready();
    const { affectedRows } = await dataSource.query<{ affectedRows: number }>(pruneRecords(this.#schema), [most]);
    return affectedRows;
  }

  async #run({ manager }: AmbientTransaction, sql: string, values: readonly SqlValue[]) {
    return runStatement(await nativeMysqlClient(manager!), sql, values, this.#isPrepared);
  }

  async #claim(transaction: AmbientTransaction, sql: string, values: readonly SqlValue[]): Promise<boolean> {
    try {
      return (await this.#run(transaction, sql, values)).affectedRows > 0;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'ER_LOCK_WAIT_TIMEOUT') throw new ClaimTimeoutError('lock wait timeout', { cause: error });
      if (code === 'ER_LOCK_DEADLOCK') throw new ClaimDeadlockError('deadlock', { cause: error });
      throw error;
    }
  }
}
