import { availableDatabases, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections, type StorageOptions } from '@ledgerline/storage';
import { createSagaStore } from './backends/create-saga-store.js';
import { newSaga } from './contract/contract-sagas.js';
import { migrateSagaStore, sagaStoreSchemaSql } from './migrate-saga-store.js';
import { resolveSagaOptions } from './saga-module-options.js';

describe.each(availableDatabases())("A saga store on %s with `migrate: 'manual'`", (kind) => {
  let database: FreshDatabase;
  const connections = new StorageConnections();
  beforeAll(async () => void (database = await freshDatabase(kind)));
  afterAll(async () => {
    await connections.onApplicationShutdown();
    await database.drop();
  });
  const manual = (schema: string): StorageOptions => ({ url: database.url, schema, migrate: 'manual' });
  const storeOf = (schema: string) => createSagaStore(resolveStorage(manual(schema)), connections, resolveSagaOptions({}));

  it('says which migrations have not run, and works when they have', async () => {
    const store = storeOf('by_function');
    await expect(store.ready()).rejects.toMatchObject({
      code: 'SAGA_STORE_UNAVAILABLE',
      cause: { code: 'SCHEMA_MISSING', missing: ['create-nodes'] },
    });
    const names = await migrateSagaStore(manual('by_function'));
    expect(names).toEqual(expect.arrayContaining(['create-nodes', 'create-sagas']));
    expect(await migrateSagaStore(manual('by_function'))).toEqual([]);
    await store.ready();
    expect(await store.insertOwn(newSaga())).toBe(true);
  });

  it('works on what its SQL has made by hand', async () => {
    const source = await connections.connection(resolveStorage(manual('by_hand'))).ready();
    for (const statement of await sagaStoreSchemaSql(manual('by_hand'))) await source.query(statement);
    const store = storeOf('by_hand');
    await store.ready();
    expect(await store.insertOwn(newSaga())).toBe(true);
    expect(await migrateSagaStore(manual('by_hand'))).toEqual([]);
  });
});

it('A saga store in memory has no schema to migrate', async () => {
  await expect(migrateSagaStore('memory:')).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});
