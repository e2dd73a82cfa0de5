import { Injectable, Module, Optional, type ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Column, DataSource, Entity, ManyToMany, JoinTable, PrimaryColumn, Index } from 'typeorm';
import { CqrsModule } from '../cqrs.module.js';
import { InjectReadDb, InjectWriteDb } from './inject-db.decorator.js';

@Entity()
class Tag {
  @PrimaryColumn({ length: 40 })
  name!: string;
}

@Entity()
@Index(['owner'])
class Account {
  @PrimaryColumn({ length: 40 })
  id!: string;

  @Column({ length: 40 })
  owner!: string;

  @ManyToMany(() => Tag)
  @JoinTable()
  tags!: Tag[];
}

@Injectable()
class Consumer {
  constructor(
    @InjectWriteDb() readonly write: DataSource,
    @InjectReadDb() readonly read: DataSource,
  ) {}
}

@Injectable()
class Undemanding {
  constructor(@Optional() @InjectReadDb() readonly read?: DataSource) {}
}

/** A module as many have it: it imports the plain `CqrsModule` beside the application's. */
@Module({ imports: [CqrsModule, CqrsModule.forFeature({ write: [Account, Tag] })], providers: [Consumer] })
class AccountsModule {}

async function start(imports: ModuleMetadata['imports']) {
  const module = await Test.createTestingModule({ imports }).compile();
  await module.init();
  return module;
}

describe.each(availableDatabases())('The databases on %s', (kind) => {
  let databases: FreshDatabase[];
  let module: TestingModule | undefined;

  const fresh = async () => {
    const database = await freshDatabase(kind);
    databases.push(database);
    return database;
  };
  const save = async ({ write }: Consumer, id: string) => {
    await write.manager.save(Tag, { name: 'new' });
    await write.getRepository(Account).save({ id, owner: 'anna', tags: [{ name: 'new' }] });
    return write.manager.find(Account, { relations: { tags: true } });
  };

  beforeEach(() => {
    databases = [];
  });
  afterEach(async () => {
    await module?.close();
    module = undefined;
    for (const database of databases) await database.drop();
  });

  it('are one pool where they are the event store’s, with the tables of the application’s entities', async () => {
    const { url } = await fresh();
    module = await start([EventSourcingModule.forRoot({ storage: url }), CqrsModule.forRoot(), AccountsModule]);
    const consumer = module.get(Consumer, { strict: false });
    expect(consumer.read).toBe(consumer.write);
    expect(await save(consumer, '1')).toEqual([{ id: '1', owner: 'anna', tags: [{ name: 'new' }] }]);
  });

  it('are two where the options say so, whichever way these come', async () => {
    const [write, read] = [await fresh(), await fresh()];
    module = await start([
      CqrsModule.forRootAsync({ useFactory: () => Promise.resolve({ write: write.url, read: read.url }) }),
      AccountsModule,
    ]);
    const consumer = module.get(Consumer, { strict: false });
    expect(await save(consumer, '1')).toHaveLength(1);
    const [row] = await consumer.read.query(
      kind === 'postgres' ? 'SELECT current_database() AS name' : 'SELECT DATABASE() AS name',
    );
    expect(row).toEqual({ name: read.name });
    expect(consumer.read.entityMetadatas).toEqual([]);
  });

  it('keep what a table holds, whatever its columns, and need somebody to make it with `migrate: manual`', async () => {
    const { url } = await fresh();
    const storage = { url, migrate: 'manual' as const };
    module = await start([CqrsModule.forRoot({ write: storage }), AccountsModule]);
    // A database that is not as it should be counts as one that is away: the application runs, and tries again.
    const consumer = module.get(Consumer, { strict: false });
    await expect(consumer.write.manager.find(Account)).rejects.toThrow();
    await module.close();
    module = await start([CqrsModule.forRoot({ write: url }), AccountsModule]);
    await save(module.get(Consumer, { strict: false }), '1');
    await module.close();
    module = await start([CqrsModule.forRoot({ write: storage }), AccountsModule]);
    expect(await save(module.get(Consumer, { strict: false }), '2')).toHaveLength(2);
  });

  it('are injected also when they are away, say so meanwhile, and work once they are there', async () => {
    const { url, name } = await fresh();
    const server = new DataSource({ type: kind, url });
    await server.initialize();
    const late = `${name}_late`;
    const lateUrl = new URL(url);
    lateUrl.pathname = `/${late}`;
    module = await start([CqrsModule.forRoot({ write: lateUrl.href }), AccountsModule]);
    const consumer = module.get(Consumer, { strict: false });
    const accounts = consumer.write.getRepository(Account);
    for (const use of [
      () => accounts.find(),
      () => consumer.write.query('SELECT 1'),
      () => consumer.write.transaction(async () => {}),
    ]) {
      await expect(use()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', status: 503 });
    }
    await server.query(`CREATE DATABASE ${late}`);
    await eventually(
      () =>
        accounts.find().then(
          () => true,
          () => false,
        ),
      { timeout: 30_000, until: 'the database is used' },
    );
    expect(await save(consumer, '1')).toHaveLength(1);
    await module.close();
    module = undefined;
    await server.query(`DROP DATABASE ${late}`);
    await server.destroy();
  });

  it('may be a `DataSource` of the application, which must know the entities', async () => {
    const { url } = await fresh();
    const dataSource = new DataSource({ type: kind, url, entities: [Account, Tag] });
    module = await start([CqrsModule.forRoot({ write: { dataSource } }), AccountsModule]);
    const consumer = module.get(Consumer, { strict: false });
    expect(consumer.write).toBe(dataSource);
    expect(await save(consumer, '1')).toHaveLength(1);
    await module.close();
    module = undefined;
    const ignorant = new DataSource({ type: kind, url });
    const starting = start([CqrsModule.forRoot({ write: { dataSource: ignorant } }), AccountsModule]);
    await expect(starting).rejects.toThrow(/does not know the entity Account/);
    for (const own of [dataSource, ignorant]) await own.destroy();
  });
});

describe('Without a database', () => {
  const memory = () => [EventSourcingModule.forRoot({ storage: 'memory:' }), CqrsModule.forRoot()];

  it('whoever asks for one is named at start-up', async () => {
    const module = await Test.createTestingModule({ imports: memory(), providers: [Consumer] }).compile();
    await expect(module.init()).rejects.toMatchObject({ code: 'NO_DATABASE', consumer: 'Consumer', side: 'write' });
  });

  it('whoever can do without one gets none', async () => {
    const module = await Test.createTestingModule({ imports: memory(), providers: [Undemanding] }).compile();
    await module.init();
    expect(module.get(Undemanding).read).toBeUndefined();
    await module.close();
  });
});
