import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { DataSource } from 'typeorm';
import { sagaStoreContract } from '../contract/saga-store.contract.js';
import { resolveSagaOptions } from '../saga-module-options.js';
import { createSagaStore } from './create-saga-store.js';
import type { SagaStore } from './saga-store.js';

const options = resolveSagaOptions({});

sagaStoreContract('memory', async () => {
  const connections = new StorageConnections();
  const storage = resolveStorage('memory:');
  return { open: async () => createSagaStore(storage, connections, options), drop: () => connections.onApplicationShutdown() };
});

for (const kind of availableDatabases()) {
  sagaStoreContract(kind, async () => {
    const database = await freshDatabase(kind);
    const connections = new StorageConnections();
    const stores: SagaStore[] = [];
    const open = async () => {
      const store = createSagaStore(resolveStorage({ url: database.url, poolSize: 4 + stores.length }), connections, options);
      await store.start();
      stores.push(store);
      return store;
    };
    return {
      open,
      async hold(id, work) {
        const source = await new DataSource({ type: kind, url: database.url.replace(/^mariadb:/, 'mysql:') }).initialize();
        await source.transaction(async (manager) => {
          const table = kind === 'postgres' ? 'ledgerline.sagas WHERE id = $1' : 'ledgerline_sagas WHERE id = ?';
          await manager.query(`SELECT 1 FROM ${table} FOR UPDATE`, [id]);
          await work();
        });
        await source.destroy();
      },
      async drop() {
        for (const store of stores) await store.nodes.close();
        await connections.onApplicationShutdown();
        await database.drop();
      },
    };
  });
}
