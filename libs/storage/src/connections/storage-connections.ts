import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { holdMemorySpace, type MemorySpace } from '../memory/memory-space.js';
import type { ResolvedStorage } from '../storage-options.js';
import { StorageConnection } from './storage-connection.js';

/**
 * The connections of one application: modules that name the same URL, or give the same `DataSource`, share one pool.
 * Closed when the application shuts down, after every module has stopped its work.
 */
@Injectable()
export class StorageConnections implements OnApplicationShutdown {
  readonly #byKey = new Map<unknown, StorageConnection>();
  readonly #memory = new Map<string, { space: MemorySpace; release: () => void }>();

  /** The shared connection of a PostgreSQL or MySQL storage; nothing is connected yet. */
  connection(storage: ResolvedStorage): StorageConnection {
    const key = storage.dataSource ?? storage.key;
    const existing = this.#byKey.get(key);
    if (existing) return existing;
    const connection = new StorageConnection(storage);
    this.#byKey.set(key, connection);
    return connection;
  }

  /** The space of a `memory:` storage: this application's own, or the process's when the URL names one. */
  memory(storage: ResolvedStorage): MemorySpace {
    const held = this.#memory.get(storage.memoryName) ?? holdMemorySpace(storage.memoryName);
    this.#memory.set(storage.memoryName, held);
    return held.space;
  }

  /** Every connection that a module asked for. */
  all(): readonly StorageConnection[] {
    return [...this.#byKey.values()];
  }

  /** @internal called by Nest */
  async onApplicationShutdown(): Promise<void> {
    const connections = this.all();
    this.#byKey.clear();
    for (const { release } of this.#memory.values()) release();
    this.#memory.clear();
    await Promise.allSettled(connections.map((connection) => connection.close()));
  }
}
