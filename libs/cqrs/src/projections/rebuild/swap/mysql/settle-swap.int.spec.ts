import { freshDatabase, isAvailable, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections, systemClock } from '@ledgerline/storage';
import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm';
import { Database } from '../../../../databases/database.js';
import { LedgerView } from '../../../ledger/ledger-view.js';
import { openLedger } from '../../../ledger/open-ledger.js';
import type { ProjectionLedger } from '../../../ledger/projection-ledger.js';
import { RebuildRecord } from '../../record/rebuild-record.js';
import { onOneConnection } from '../../shadow/on-one-connection.js';
import { ShadowModel } from '../../shadow/shadow-model.js';
import { recordingSteps } from '../swap-attempt.js';
import type { TwoPhaseSwapSteps } from '../swap-steps.js';
import { settleSwap } from './settle-swap.js';
import { swapOnMysql } from './swap-on-mysql.js';

@Entity('settled_thing')
class Thing {
  @PrimaryColumn()
  id!: number;

  @Column()
  model!: number;
}

const NAME = 'things';
const killed = () => Promise.reject(new Error('killed'));

(isAvailable('mysql') ? describe : describe.skip)('A swap on MySQL in which a node died', () => {
  let fresh: FreshDatabase;
  let connections: StorageConnections;
  let database: Database;
  let ledger: ProjectionLedger;
  let dataSource: DataSource;
  let model: ShadowModel;
  let record: RebuildRecord;

  beforeEach(async () => {
    fresh = await freshDatabase('mysql');
    connections = new StorageConnections();
    const storage = resolveStorage(fresh.url);
    database = new Database('read', storage, false, connections.connection(storage));
    database.register([Thing], true);
    ledger = openLedger(database);
    dataSource = await database.ready();
    record = new RebuildRecord(dataSource, storage.schema);
    await dataSource.manager.insert(Thing, { id: 1, model: 1 });
    await ledger.add({ name: NAME, version: 1, partition: 0 }, 'live', 40);
    await ledger.add({ name: NAME, version: 2, partition: 0 }, 'shadow', 41);
    model = await ShadowModel.open({ projection: NAME, entities: [Thing], live: dataSource, schema: storage.schema });
    await onOneConnection(model.dataSource, (manager) => model.create(manager));
    await model.dataSource.manager.insert(Thing, { id: 1, model: 2 });
  });

  afterEach(async () => {
    await model.close();
    for (const place of [model.places.shadow, model.places.archive]) await dataSource.query(`DROP DATABASE ${place}`);
    database.stop();
    await connections.onApplicationShutdown();
    await fresh.drop();
  });

  const die = async (steps: Partial<TwoPhaseSwapSteps>) => {
    const real = recordingSteps(record, NAME, 2, 'the dead');
    await expect(swapOnMysql(model, { ...real, catchUp: async () => {}, ...steps })).rejects.toThrow('killed');
  };
  const settle = async () => settleSwap(NAME, { database, view: new LedgerView(ledger, systemClock), owner: 'the successor' });
  /** The lease that the dead node took by force is over. */
  const runOut = () => dataSource.query("UPDATE ledgerline_projections SET lease_until = '2000-01-01' WHERE owner = 'the dead'");
  const rows = async () =>
    (await ledger.rows())
      .map(({ version, role, mode, position }) => ({ version, role, mode: String(mode), position }))
      .toSorted((one, other) => one.version - other.version);
  const served = async () => (await dataSource.manager.find(Thing)).map((thing) => thing.model);

  it('is left alone while that node is within its time', async () => {
    await die({ complete: killed });
    await settle();
    expect((await rows()).map(({ role }) => role)).toEqual(['live', 'shadow']);
  });

  it('is completed when the tables have changed places', async () => {
    await die({ complete: killed });
    expect(await served()).toEqual([2]);
    await runOut();
    await settle();
    expect(await rows()).toEqual([
      { version: 1, role: 'archived', mode: 'running', position: 40 },
      { version: 2, role: 'live', mode: 'running', position: 41 },
    ]);
    expect(await ledger.take({ name: NAME, version: 2, partition: 0 }, 'the successor', 60_000)).toMatchObject({ position: 41 });
  });

  it('is taken back when they have not, and can be made then', async () => {
    const real = recordingSteps(record, NAME, 2, 'the dead');
    // Dead between the intention and the renaming: as far as the database knows, the connection has gone.
    await die({
      intend: async (manager) => {
        await real.intend(manager);
        await manager.query('COMMIT');
        return killed();
      },
    });
    expect((await rows())[1]).toMatchObject({ role: 'shadow', mode: 'swapping' });
    await runOut();
    await settle();
    expect(await rows()).toEqual([
      { version: 1, role: 'live', mode: 'running', position: 40 },
      { version: 2, role: 'shadow', mode: 'running', position: 41 },
    ]);
    expect(await served()).toEqual([1]);
    await swapOnMysql(model, { ...recordingSteps(record, NAME, 2, 'the successor'), catchUp: async () => {} });
    expect(await served()).toEqual([2]);
    expect((await rows())[1]).toMatchObject({ version: 2, role: 'live' });
  });

  it('is settled once, whoever asks again', async () => {
    await die({ complete: killed });
    await runOut();
    await Promise.allSettled([settle(), settle()]);
    await settle();
    await settle();
    expect((await rows()).map(({ role }) => role)).toEqual(['archived', 'live']);
  });
});
