import {
  availableDatabases,
  freshDatabase,
  isAvailable,
  type DatabaseKind,
  type FreshDatabase,
} from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sagaStoreContract, type SagaStoreSubject } from '../contract/saga-store.contract.js';
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
    return subjectOn(kind, database, database.url);
  });
}

if (isAvailable('mysql')) {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

  // The same promises hold for a login that is refused the procedures: what they do is done by separate statements.
  sagaStoreContract('mysql without procedures', async () => {
    const database = await freshDatabase('mysql');
    const subject = subjectOn('mysql', database, await restrictedUrl(database));
    return {
      ...subject,
      async drop() {
        const administrator = await administratorOf('mysql', database.url);
        const routines = await administrator.query(
          'SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()',
        );
        await administrator.destroy();
        await subject.drop();
        expect(routines).toEqual([]);
        expect(warn).toHaveBeenCalledWith(expect.stringMatching(/refuses a part of the schema.*several round trips/s));
      },
    };
  });
}

/** Stores on a database, by the login of a URL; what holds rows is an administrator. */
function subjectOn(kind: DatabaseKind, database: FreshDatabase, url: string): SagaStoreSubject {
  const connections = new StorageConnections();
  const stores: SagaStore[] = [];
  const application = () => connections.connection(resolveStorage({ url, poolSize: 4 })).ready();
  return {
    async open() {
      const store = createSagaStore(resolveStorage({ url, poolSize: 4 + stores.length }), connections, options);
      await store.start();
      await store.ready();
      stores.push(store);
      return store;
    },
    async hold(id, work) {
      const source = await administratorOf(kind, database.url);
      await source.transaction(async (manager) => {
        const table = kind === 'postgres' ? 'ledgerline.sagas WHERE id = $1' : 'ledgerline_sagas WHERE id = ?';
        await manager.query(`SELECT 1 FROM ${table} FOR UPDATE`, [id]);
        await work();
      });
      await source.destroy();
    },
    transaction: async (work) => (await application()).transaction(work),
    async drop() {
      for (const store of stores) await store.nodes.close();
      await connections.onApplicationShutdown();
      await database.drop();
    },
  };
}

function administratorOf(kind: DatabaseKind, url: string): Promise<DataSource> {
  return new DataSource({ type: kind, url: url.replace(/^mariadb:/, 'mysql:') }).initialize();
}

/** A login that may create tables, and no procedures. */
async function restrictedUrl(database: FreshDatabase): Promise<string> {
  const url = new URL(database.url.replace(/^mariadb:/, 'mysql:'));
  const name = `u${database.name}`.slice(0, 32);
  const administrator = await administratorOf('mysql', database.url);
  await administrator.query(`CREATE USER '${name}'@'%' IDENTIFIED BY 'restricted'`);
  await administrator.query(
    `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER ON \`${database.name}\`.* TO '${name}'@'%'`,
  );
  await administrator.destroy();
  url.username = name;
  url.password = 'restricted';
  return url.href;
}
