import {
  PreparedStore,
  prepareSchema,
  type AmbientTransaction,
  type ResolvedStorage,
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
import { claimKey } from './sql/claim-key.js';
import { findRecord, type RecordRow } from './sql/find-record.js';
import { pruneRecords } from './sql/prune-records.js';
import { recordResult } from './sql/record-result.js';

/** Every migration of the records of commands on PostgreSQL, oldest first. Released ones never change. */
export function postgresCommandMigrations(schema: string) {
  return { name: 'commands', migrations: [new CreateCommandRecords(schema)] };
}

/** The records of commands on PostgreSQL. */
export class PostgresCommandRecords implements CommandRecords {
  readonly #schema: string;
  readonly #store: PreparedStore;

  constructor(
    storage: ResolvedStorage,
    private readonly connection: StorageConnection,
  ) {
    this.#schema = storage.schema;
    this.#store = new PreparedStore('record of commands', connection, (dataSource) =>
      prepareSchema(dataSource, storage, postgresCommandMigrations(storage.schema)),
    );
  }

  async ready(): Promise<void> {
    if (!this.#store.isReady) await this.#store.ready();
  }

  /** One round trip; two for a key that is there already. */
  async claim(transaction: AmbientTransaction, claim: CommandClaim): Promise<CommandRecord | undefined> {
    const { manager } = transaction;
    const { key, command, fingerprint, ttl, patience } = claim;
    const claimed = await this.#claim(() =>
      manager!.query<object[]>(claimKey(this.#schema), [key, command, fingerprint, ttl, `${Math.ceil(patience)}ms`]),
    );
    if (claimed.length > 0) return undefined;
    const [found] = await manager!.query<RecordRow[]>(findRecord(this.#schema), [key]);
    if (found) return found;
    // It was pruned in between.
    return this.claim(transaction, claim);
  }

  async record({ manager }: AmbientTransaction, key: string, result: string): Promise<void> {
    await manager!.query(recordResult(this.#schema), [key, result]);
  }

  async prune(most: number): Promise<number> {
    const dataSource = await this.connection.ready();
    const [, removed] = await dataSource.query<[unknown[], number]>(pruneRecords(this.#schema), [most]);
    return removed;
  }

  async #claim<R>(query: () => Promise<R>): Promise<R> {
    try {
      return await query();
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === '55P03') throw new ClaimTimeoutError('lock timeout', { cause: error });
      if (code === '40P01') throw new ClaimDeadlockError('deadlock', { cause: error });
      throw error;
    }
  }
}
