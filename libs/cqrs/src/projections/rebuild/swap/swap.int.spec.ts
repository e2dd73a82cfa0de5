import { availableDatabases, freshDatabase, type DatabaseKind, type FreshDatabase } from '@ledgerline/local-servers/testing';
import {
  Column,
  DataSource,
  Entity,
  Index,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type DataSourceOptions,
} from 'typeorm';
import { createTables } from '../../../databases/prepare-tables.js';
import { onOneConnection } from '../shadow/on-one-connection.js';
import { ShadowModel } from '../shadow/shadow-model.js';
import { settleOnMysql, swapOnMysql } from './mysql/swap-on-mysql.js';
import { takeSwapLock } from './mysql/swap-lock.js';
import { swapOnPostgres } from './swap-on-postgres.js';
import type { TwoPhaseSwapSteps } from './swap-steps.js';

jest.setTimeout(120_000);

@Entity('swap_label')
class Label {
  @PrimaryColumn({ length: 20 })
  name!: string;
}

@Entity('swap_order')
class Order {
  @PrimaryColumn({ length: 20 })
  id!: string;

  /** Which of the models this row belongs to. */
  @Column()
  model!: number;

  @Column({ type: 'enum', enum: ['new', 'shipped'], default: 'new' })
  status!: 'new' | 'shipped';

  @Index({ unique: true })
  @Column({ length: 20 })
  number!: string;

  @OneToMany(() => Line, (line) => line.order)
  lines!: Line[];

  @ManyToMany(() => Label)
  @JoinTable()
  labels!: Label[];
}

@Entity('swap_line')
class Line {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column()
  model!: number;

  @ManyToOne(() => Order, (order) => order.lines, { nullable: false })
  order!: Order;
}

@Entity('swap_customer')
class Customer {
  @PrimaryColumn({ length: 20 })
  id!: string;
}

const OWNED = [Order, Line, Label];
const ORDERS = 20;

/** Writes the whole of a model; each has other sizes, so that a mixture shows. */
async function fill({ manager }: DataSource, model: number): Promise<void> {
  await manager.insert(Label, [{ name: 'gift' }, { name: 'fragile' }]);
  for (let number = 0; number < ORDERS * model; number++) {
    const id = `${number}`;
    await manager.insert(Order, { id, model, status: 'shipped', number: id });
    await manager.insert(Line, [
      { model, order: { id } },
      { model, order: { id } },
    ]);
    await manager.createQueryBuilder().relation(Order, 'labels').of(id).add('gift');
  }
}

const optionsOf = (kind: DatabaseKind, url: string): DataSourceOptions => {
  const common = { url, entities: [...OWNED, Customer], poolSize: 6 };
  return kind === 'postgres' ? { ...common, type: 'postgres' } : { ...common, type: 'mysql' };
};

const NOTHING: TwoPhaseSwapSteps = {
  catchUp: async () => {},
  complete: async () => {},
  intend: async () => {},
  withdraw: async () => {},
};

describe.each(availableDatabases())('The swap of a model on %s', (kind) => {
  let database: FreshDatabase;
  let live: DataSource;
  let model: ShadowModel;

  const swap = (steps: Partial<TwoPhaseSwapSteps> = {}) =>
    kind === 'postgres' ? swapOnPostgres(model, { ...NOTHING, ...steps }, 300) : swapOnMysql(model, { ...NOTHING, ...steps });

  const open = (entities: readonly (new () => object)[] = OWNED) =>
    ShadowModel.open({ projection: 'shop', entities, live, schema: 'ledgerline' });

  const create = () => onOneConnection(model.dataSource, (manager) => model.create(manager));

  beforeEach(async () => {
    database = await freshDatabase(kind);
    live = await new DataSource(optionsOf(kind, database.url)).initialize();
    await createTables(live, live.entityMetadatas);
    await fill(live, 1);
    model = await open();
    await create();
    await fill(model.dataSource, 2);
  });

  afterEach(async () => {
    await model?.close();
    if (kind !== 'postgres')
      for (const place of [model.places.shadow, model.places.archive]) await live.query(`DROP DATABASE ${place}`);
    await live?.destroy();
    await database?.drop();
  });

  /** What a reader sees, in one statement. */
  const look = async () => {
    const [row] = await live.query<Record<string, unknown>[]>(
      `SELECT (SELECT count(*) FROM swap_order) AS orders, (SELECT count(*) FROM swap_line) AS line_count,
         (SELECT min(model) FROM swap_order) AS one, (SELECT max(model) FROM swap_line) AS other`,
    );
    return Object.values(row ?? {}).map(Number);
  };
  const wholeOf = (which: number) => [ORDERS * which, 2 * ORDERS * which, which, which];

  it('shows the new model at once, and the old one no more', async () => {
    expect(await look()).toEqual(wholeOf(1));
    await swap();
    expect(await look()).toEqual(wholeOf(2));
    expect(await model.exists()).toBe(false);
    const order = await live.manager.findOneOrFail(Order, { where: { id: '3' }, relations: { lines: true, labels: true } });
    expect(order).toMatchObject({ model: 2, status: 'shipped', labels: [{ name: 'gift' }] });
    expect(order.lines).toHaveLength(2);
  });

  it('leaves tables that behave as before: keys, unique indexes, generated ids, enums', async () => {
    await swap();
    const insert = (number: string) => live.manager.insert(Order, { id: `new ${number}`, model: 2, number });
    await expect(insert('3')).rejects.toThrow(/unique|duplicate/i);
    await insert('a');
    const { status } = await live.manager.findOneByOrFail(Order, { id: 'new a' });
    expect(status).toBe('new');
    const line = await live.manager.save(live.manager.create(Line, { model: 2, order: { id: 'new a' } }));
    expect(line.id).toBe(4 * ORDERS + 1);
    await expect(live.manager.insert(Line, { model: 2, order: { id: 'nobody' } })).rejects.toThrow(/foreign key/i);
  });

  it('leaves a schema in which TypeORM finds nothing to change', async () => {
    const changes = async () => (await live.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
    expect(await changes()).toEqual([]);
    await swap();
    expect(await changes()).toEqual([]);
  });

  it('can be done again and again, the archive keeping the last one', async () => {
    await swap();
    await model.dropArchive();
    await create();
    await fill(model.dataSource, 3);
    await swap();
    expect(await look()).toEqual(wholeOf(3));
    await model.dropArchive();
    expect(await look()).toEqual(wholeOf(3));
  });

  it('never shows half a model, nor an error, to those who read all the while', async () => {
    const seen = new Map<string, number>();
    const errors: unknown[] = [];
    let isOver = false;
    const readWhole = async () => {
      const sizes = JSON.stringify(await look());
      seen.set(sizes, (seen.get(sizes) ?? 0) + 1);
    };
    const readJoined = async () => {
      const orders = await live.manager.find(Order, { relations: { lines: true, labels: true } });
      const models = new Set(orders.flatMap((order) => [order.model, ...order.lines.map((line) => line.model)]));
      const isWhole = models.size === 1 && orders.length === ORDERS * orders[0]!.model;
      if (!isWhole || orders.some(({ lines, labels }) => lines.length !== 2 || labels.length !== 1))
        throw new Error('half a model');
    };
    const readers = [readWhole, readWhole, readJoined].map(async (read) => {
      while (!isOver) await read().catch((error: unknown) => errors.push(error));
    });
    for (const next of [3, 4, 5]) {
      for (let tries = 0; ; tries++) {
        const failure = await swap().then(
          () => undefined,
          (error: Error) => error,
        );
        if (!failure) break;
        expect(failure).toMatchObject({ message: 'The tables of the projection shop are in use.' });
        expect(tries).toBeLessThan(50);
      }
      await model.dropArchive();
      await create();
      await fill(model.dataSource, next);
    }
    isOver = true;
    await Promise.all(readers);
    expect(errors).toEqual([]);
    expect([...seen.keys()].toSorted()).toEqual(
      [1, 2, 3, 4]
        .map((which) => JSON.stringify(wholeOf(which)))
        .filter((sizes) => seen.has(sizes))
        .toSorted(),
    );
    expect(seen.size).toBeGreaterThan(1);
  });

  it('gives way to a long reader without holding up the others, and changes nothing then', async () => {
    const runner = live.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT count(*) FROM swap_line');
    const withdraw = jest.fn(async () => {});
    const startedAt = performance.now();
    await expect(swap({ withdraw })).rejects.toThrow('The tables of the projection shop are in use.');
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(await look()).toEqual(wholeOf(1));
    expect(await model.exists()).toBe(true);
    expect(withdraw).toHaveBeenCalledTimes(kind === 'postgres' ? 0 : 1);
    await runner.commitTransaction();
    await runner.release();
    await swap();
    expect(await look()).toEqual(wholeOf(2));
  });

  it('changes nothing when the record of the projection cannot be caught up', async () => {
    const catchUp = () => Promise.reject(new Error('fenced'));
    await expect(swap({ catchUp })).rejects.toThrow('fenced');
    expect(await look()).toEqual(wholeOf(1));
    expect(await model.exists()).toBe(true);
  });

  it('lets a handler write by unqualified names of its own SQL', async () => {
    await model.dataSource.transaction(async (manager) => {
      await model.focus(manager);
      await manager.query(`UPDATE swap_order SET model = 7`);
    });
    expect(await look()).toEqual(wholeOf(1));
    expect(await model.dataSource.manager.countBy(Order, { model: 7 })).toBe(2 * ORDERS);
  });

  it('keeps entities of others where they are', async () => {
    await model.dataSource.manager.insert(Customer, { id: 'A' });
    expect(await live.manager.find(Customer)).toEqual([{ id: 'A' }]);
    expect(await model.dataSource.manager.find(Customer)).toEqual([{ id: 'A' }]);
  });

  it('refuses to begin while something hangs on the live tables', async () => {
    await live.query(
      'CREATE TABLE invoice (order_id varchar(20), CONSTRAINT fk_invoice FOREIGN KEY (order_id) REFERENCES swap_order (id))',
    );
    await expect(open()).rejects.toMatchObject({
      code: 'REBUILD_IMPOSSIBLE',
      message: expect.stringMatching(/the foreign key fk_invoice of \S*invoice refers to swap_order.*Drop these/),
    });
    await live.query('DROP TABLE invoice');
  });

  it('refuses a projection that owns one end of a foreign key', async () => {
    await expect(open([Order, Label])).rejects.toMatchObject({
      code: 'REBUILD_IMPOSSIBLE',
      message: expect.stringMatching(/a foreign key joins its entity Order and Line.*List Line among/),
    });
  });

  if (kind === 'postgres') {
    it('takes the rights of other logins along', async () => {
      const role = `reader_${database.name}`;
      await live.query(`CREATE ROLE ${role}`);
      await live.query(`GRANT SELECT ON swap_order TO ${role}, PUBLIC`);
      await live.query(`GRANT UPDATE ON swap_order TO ${role} WITH GRANT OPTION`);
      const rights = () =>
        live.query(`SELECT grantee, privilege_type, is_grantable FROM information_schema.table_privileges
          WHERE table_schema = 'public' AND table_name = 'swap_order' AND grantee IN ('PUBLIC', '${role}') ORDER BY 1, 2`);
      const before = await rights();
      expect(before).toHaveLength(3);
      await swap();
      expect(await rights()).toEqual(before);
      await live.query(`DROP OWNED BY ${role}`);
      await live.query(`DROP ROLE ${role}`);
    });

    it.each([
      ['the view report reads swap_line', 'CREATE VIEW report AS SELECT count(*) FROM swap_line'],
      [
        'the trigger touched stands on swap_order',
        'CREATE TRIGGER touched BEFORE UPDATE ON swap_order FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
      ],
      ['swap_label has row security', 'ALTER TABLE swap_label ENABLE ROW LEVEL SECURITY'],
      ['invoice uses its type swap_order_status_enum', 'CREATE TABLE invoice (status swap_order_status_enum[])'],
    ])('sees that %s', async (obstacle, statement) => {
      await live.query(statement);
      await expect(open()).rejects.toThrow(`while ${obstacle}. Drop these`);
    });
  } else {
    it('is settled by the next owner when a node died before the tables were renamed', async () => {
      const steps = { complete: jest.fn(async () => {}), withdraw: jest.fn(async () => {}) };
      await expect(swap({ intend: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed');
      await settleOnMysql(live, model.places, 'shop', steps);
      expect(steps.withdraw).toHaveBeenCalledTimes(1);
      expect(steps.complete).not.toHaveBeenCalled();
    });

    it('is settled by the next owner when a node died after the tables were renamed', async () => {
      await expect(swap({ complete: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed');
      const steps = { complete: jest.fn(async () => {}), withdraw: jest.fn(async () => {}) };
      await settleOnMysql(live, model.places, 'shop', steps);
      expect(steps.complete).toHaveBeenCalledTimes(1);
      expect(steps.withdraw).not.toHaveBeenCalled();
      expect(await look()).toEqual(wholeOf(2));
    });

    it('takes the right to rename from a node that was stopped, for good', async () => {
      await onOneConnection(live, async (stopped) => {
        await takeSwapLock(stopped, model.places.live, 'shop');
        await settleOnMysql(live, model.places, 'shop', { complete: async () => {}, withdraw: async () => {} });
        await expect(stopped.query('SELECT 1')).rejects.toThrow();
      });
    });

    it('refuses a trigger on a live table', async () => {
      await live.query('CREATE TRIGGER touched BEFORE UPDATE ON swap_order FOR EACH ROW SET NEW.model = OLD.model');
      await expect(open()).rejects.toThrow('while the trigger touched stands on swap_order. Drop these');
    });

    it('tells an ordinary login what an administrator can do, and does with that', async () => {
      const login = `u${database.name.slice(-12)}`;
      const [shadow, archive] = [model.places.shadow, model.places.archive];
      await model.close();
      await live.query(`DROP DATABASE ${shadow}`);
      await live.query(`DROP DATABASE ${archive}`);
      await live.query(`CREATE USER ${login}@'%' IDENTIFIED BY 'secret'`);
      await live.query(
        `GRANT ALL PRIVILEGES ON ${database.name.replaceAll('_', '\\_')}.* TO ${login}@'%'`.replace(/ON (\S+)\.\*/, 'ON `$1`.*'),
      );
      const url = new URL(database.url);
      url.username = login;
      url.password = 'secret';
      const ordinary = await new DataSource(optionsOf(kind, url.href)).initialize();
      const openOrdinary = () => ShadowModel.open({ projection: 'shop', entities: OWNED, live: ordinary, schema: 'ledgerline' });
      const refusal = (await openOrdinary().catch((error: unknown) => error)) as Error;
      expect(refusal).toMatchObject({ code: 'REBUILD_IMPOSSIBLE' });
      const remedy = /run, once: (.*)$/.exec(refusal.message)![1]!;
      for (const statement of remedy.split(';').filter((text) => text.trim() !== '')) await live.query(statement);
      model = await openOrdinary();
      await create();
      await fill(model.dataSource, 2);
      await swap();
      expect(await look()).toEqual(wholeOf(2));
      await ordinary.destroy();
      await live.query(`DROP USER ${login}@'%'`);
    });
  }
});
