import { startMariaDb, type MariaDbServer } from '@ledgerline/local-servers';
import { eventually, isAvailable } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { DataSource } from 'typeorm';
import { newNode, newSaga, runningSaga, writeOf } from '../../contract/contract-sagas.js';
import { sagaStoreContract } from '../../contract/saga-store.contract.js';
import { resolveSagaOptions } from '../../saga-module-options.js';
import { createSagaStore } from '../create-saga-store.js';
import type { SagaStore } from '../saga-store.js';

const MEGABYTE = 1_048_576;
const options = resolveSagaOptions({});
let number = 0;

if (isAvailable('mysql')) {
  let server: MariaDbServer;
  beforeAll(async () => {
    server = await startMariaDb({
      inMemory: true,
      isDurable: false,
      settings: {
        'loose-innodb-snapshot-isolation': 'ON',
        'sql-mode': 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,STRICT_TRANS_TABLES',
        'default-time-zone': '-07:00',
        'max-allowed-packet': '1M',
        'character-set-server': 'latin1',
        'group-concat-max-len': 32_768,
      },
    });
  }, 90_000);
  afterAll(() => server.stop('kill'), 60_000);

  async function openOn(given: { preparedStatements?: boolean } = {}) {
    const url = await server.ensureDatabase(`settings_${++number}`);
    const connections = new StorageConnections();
    const stores: SagaStore[] = [];
    const open = async () => {
      const store = createSagaStore(resolveStorage({ url, ...given, poolSize: 4 + stores.length }), connections, options);
      await store.start();
      await store.ready();
      stores.push(store);
      return store;
    };
    const source = () => connections.connection(resolveStorage({ url, poolSize: 3 })).ready();
    const drop = async () => {
      for (const store of stores) await store.nodes.close();
      await connections.onApplicationShutdown();
    };
    return { url, open, source, drop };
  }

  // The promises hold whatever the server's settings are, also when no statement is prepared.
  for (const preparedStatements of [true, false]) {
    sagaStoreContract(`mysql with settings of its own, prepared statements: ${preparedStatements}`, async () => {
      const { url, open, source, drop } = await openOn({ preparedStatements });
      return {
        open,
        drop,
        transaction: async (work) => (await source()).transaction(work),
        async hold(id, work) {
          const holder = await new DataSource({ type: 'mysql', url: url.replace(/^mariadb:/, 'mysql:') }).initialize();
          await holder.transaction(async (manager) => {
            await manager.query('SELECT 1 FROM ledgerline_sagas WHERE id = ? FOR UPDATE', [id]);
            await work();
          });
          await holder.destroy();
        },
      };
    });
  }

  describe('The saga store on a server that takes small packets', () => {
    let subject: Awaited<ReturnType<typeof openOn>>;
    let store: SagaStore;
    beforeAll(async () => {
      subject = await openOn();
      store = await subject.open();
    }, 60_000);
    afterAll(() => subject.drop());

    it('batches that are larger than a packet travel in several', async () => {
      const node = await newNode(store);
      const context = JSON.stringify({ a: 'x'.repeat(MEGABYTE / 4) });
      const sagas = Array.from({ length: 12 }, () => newSaga({ owner: node, context }));
      await store.insert(sagas);
      const rows = await store.findMany(sagas.map(({ id }) => id));
      expect(rows.map((row) => row.context)).toEqual(sagas.map(() => context));
      const changed = JSON.stringify({ b: 'é'.repeat(MEGABYTE / 8) });
      const written = await store.record(rows.map((row) => writeOf(row, { context: changed })));
      expect(written).toHaveLength(12);
      expect((await store.find(rows[7]!.id))?.context).toBe(changed);
    });

    it('what no packet takes is refused before it is sent, as an error of the write and not of the connection', async () => {
      const context = JSON.stringify({ a: 'x'.repeat(MEGABYTE) });
      const row = await runningSaga(store, await newNode(store));
      for (const attempt of [
        () => store.record([writeOf(row, { context })]),
        () => store.insertOwn(newSaga({ context })),
        () => store.insert([newSaga({ context })]),
      ]) {
        const error: unknown = await attempt().catch((reason: unknown) => reason);
        expect(error).toMatchObject({ message: expect.stringMatching(/max_allowed_packet, or lower maxContextBytes/) });
        expect(store.isUnavailable(error)).toBe(false);
      }
    });

    it('a signal and a start find what is newer than the snapshot of their transaction', async () => {
      const source = await subject.source();
      await source.transaction('REPEATABLE READ', async (manager) => {
        await manager.query('SELECT COUNT(*) FROM ledgerline_sagas');
        const row = await runningSaga(store, await newNode(store));
        expect(await store.signalIn(manager, row.id, 'go', 'x', null)).toMatchObject({ kind: 'delivered' });
        await store.signal(row.id, 'go', 'y', null);
        expect(await store.signalIn(manager, row.id, 'go', 'y', null)).toMatchObject({ kind: 'delivered' });
        expect(await store.insertIn(manager, newSaga({ id: row.id }))).toBe(false);
      });
    });
  });
} else {
  it.skip('needs a MariaDB or MySQL server', () => undefined);
}

(isAvailable('mysql') ? describe : describe.skip)('The saga store on a server that goes away', () => {
  it.each(['kill', 'fast'] as const)(
    'after "%s" calls fail as unavailable and within seconds, and work again when it is back',
    async (how) => {
      const server = await startMariaDb({ inMemory: true, isDurable: false });
      const connections = new StorageConnections();
      try {
        const url = await server.ensureDatabase('away');
        const store = createSagaStore(resolveStorage({ url }), connections, options);
        await store.start();
        const node = await newNode(store);
        const row = await runningSaga(store, node);
        await (how === 'kill' ? server.kill() : server.stop());
        const failures = await Promise.allSettled([
          store.record([writeOf(row)]),
          store.recordAlone(writeOf(row)),
          store.claim(node, [{ name: 'contract', version: 1 }], 9),
          store.signal(row.id, 'go', 's', null),
          store.insert([newSaga()]),
        ]);
        for (const failure of failures) expect(failure.status === 'rejected' && store.isUnavailable(failure.reason)).toBe(true);
        await expect(store.nodes.renew(node, 60_000)).rejects.toThrow();
        if (how === 'kill') {
          await server.restart();
          await eventually(async () => expect(await store.record([writeOf(row)])).toHaveLength(1));
          await eventually(async () => expect(await store.nodes.renew(node, 60_000)).toBe(true));
        }
        await store.nodes.close();
      } finally {
        await connections.onApplicationShutdown();
        await server.stop();
      }
    },
    60_000,
  );
});
