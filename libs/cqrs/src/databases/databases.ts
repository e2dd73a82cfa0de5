import type { Clock, Entity, ResolvedStorage, StorageConnections } from '@ledgerline/storage';
import { Database } from './database.js';
import type { ResolvedDatabases } from './resolve-databases.js';

/** The databases of one application's write side and read side. @internal */
export class Databases {
  readonly write: Database;
  /** The write database itself, unless the options name another. */
  readonly read: Database;

  constructor({ write, read, isReplica }: ResolvedDatabases, connections: StorageConnections, clock?: Clock) {
    const open = (side: 'write' | 'read', storage: ResolvedStorage, follows: boolean) =>
      new Database(side, storage, follows, storage.engine === 'memory' ? undefined : connections.connection(storage), clock);
    this.write = open('write', write, false);
    this.read = isSame(write, read) && !isReplica ? this.write : open('read', read, isReplica);
  }

  /** Where projections write: the read database, or what that is a replica of. */
  get projections(): Database {
    return this.read.isReplica ? this.write : this.read;
  }

  /** Entities of the write side; their tables are made where they are missing. */
  registerWrite(entities: readonly Entity[]): void {
    if (!this.write.isMemory) this.write.register(entities, true);
  }

  /** Entities of the read side, for those who write them and for those who query them. */
  registerRead(entities: readonly Entity[]): void {
    if (this.projections.isMemory) return;
    this.projections.register(entities, true);
    if (this.read !== this.projections) this.read.register(entities, false);
  }

  /** First attempts to connect. */
  async start(): Promise<void> {
    await Promise.all(this.#all().map((database) => database.start()));
  }

  stop(): void {
    for (const database of this.#all()) database.stop();
  }

  #all(): Database[] {
    return [...new Set([this.write, this.read])];
  }
}

function isSame(one: ResolvedStorage, other: ResolvedStorage): boolean {
  const { key, dataSource, schema, migrate } = one;
  return key === other.key && dataSource === other.dataSource && schema === other.schema && migrate === other.migrate;
}
