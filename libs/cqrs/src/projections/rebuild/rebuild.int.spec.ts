import { Injectable, Logger, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Event, EventHandler, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Column, DataSource, Entity, type EntityManager, PrimaryColumn } from 'typeorm';
import { CqrsModule } from '../../cqrs.module.js';
import { READ_DB } from '../../databases/inject-db.decorator.js';
import type { ProjectionContext } from '../definition/projection-context.js';
import { Projection } from '../definition/projection.decorator.js';
import { ProjectionRunner } from '../projection-runner.js';

jest.setTimeout(120_000);

class Deposited extends Event {
  constructor(
    readonly account: string,
    readonly amount: number,
  ) {
    super();
  }
}

@Entity('balance')
class Balance {
  @PrimaryColumn({ length: 40 })
  account!: string;

  @Column()
  amount!: number;
}

/** The same table in the next release, with another shape. */
@Entity('balance')
class CountedBalance {
  @PrimaryColumn({ length: 40 })
  account!: string;

  @Column()
  amount!: number;

  @Column()
  deposits!: number;
}

@Entity({ name: 'elsewhere', schema: 'elsewhere' })
class ElsewhereBalance {
  @PrimaryColumn({ length: 40 })
  account!: string;
}

/** What specs make of handlers, and see of them. */
@Injectable()
class Desk {
  readonly handled: { account: string; position: number; rebuilding: boolean }[] = [];
  refuse: (event: Deposited) => boolean = () => false;
  before: (position: number, rebuilding: boolean) => Promise<void> | void = () => {};

  async note({ recorded, rebuilding }: ProjectionContext<Deposited>): Promise<void> {
    await this.before(recorded.position, rebuilding);
    if (this.refuse(recorded.event)) throw new Error(`no ${recorded.event.account}`);
    this.handled.push({ account: recorded.event.account, position: recorded.position, rebuilding });
  }
}

@Projection({ name: 'balances', version: 1, entities: [Balance], retry: { retries: 0 } })
class BalancesOne {
  constructor(private readonly desk: Desk) {}

  @EventHandler(Deposited)
  async onDeposited({ account, amount }: Deposited, context: ProjectionContext<Deposited>): Promise<void> {
    await this.desk.note(context);
    const before = await context.manager.findOneBy(Balance, { account });
    await context.manager.save(Balance, { account, amount: (before?.amount ?? 0) + amount });
  }
}

const countedClass = (version: number): Type => {
  @Projection({ name: 'balances', version, entities: [CountedBalance], retry: { retries: 0 } })
  class Balances {
    constructor(private readonly desk: Desk) {}

    @EventHandler(Deposited)
    async onDeposited({ account, amount }: Deposited, context: ProjectionContext<Deposited>): Promise<void> {
      await this.desk.note(context);
      const before = await context.manager.findOneBy(CountedBalance, { account });
      const counted = { account, amount: (before?.amount ?? 0) + amount, deposits: (before?.deposits ?? 0) + 1 };
      await context.manager.save(CountedBalance, counted);
    }
  }
  Reflect.defineMetadata('design:paramtypes', [Desk], Balances);
  return Balances;
};
const BalancesTwo = countedClass(2);
const BalancesThree = countedClass(3);

@Projection({ name: 'nameless', version: 1 })
class NamelessOne {
  @EventHandler(Deposited)
  async onDeposited({ account, amount }: Deposited, { manager }: ProjectionContext): Promise<void> {
    await manager.query(`INSERT INTO nameless (account, amount) VALUES ('${account}', ${amount})`);
  }
}

@Projection({ name: 'nameless', version: 2 })
class NamelessTwo {
  constructor(private readonly desk: Desk) {}

  @EventHandler(Deposited)
  async onDeposited({ account, amount }: Deposited, context: ProjectionContext<Deposited>): Promise<void> {
    await this.desk.note(context);
    await context.manager.query(`INSERT INTO nameless (account, amount) VALUES ('${account}', ${amount * 10})`);
  }

  async reset(manager: EntityManager): Promise<void> {
    await manager.query('DELETE FROM nameless');
  }
}

class Node {
  readonly store: EventStore;
  readonly runner: ProjectionRunner;
  readonly desk: Desk;
  readonly db: DataSource;

  private constructor(readonly module: TestingModule) {
    this.store = module.get(EventStore);
    this.runner = module.get(ProjectionRunner);
    this.desk = module.get(Desk);
    this.db = module.get(READ_DB);
  }

  static async start(storage: string, projection: Type, prepare: (desk: Desk) => void): Promise<Node> {
    const module = await Test.createTestingModule({
      imports: [
        EventSourcingModule.forRoot({ storage }),
        EventSourcingModule.forFeature({ events: [Deposited] }),
        CqrsModule.forRoot({ projections: { leaseTerm: 5_000 } }),
      ],
      providers: [Desk, projection],
    }).compile();
    if (!process.env['LOGS']) module.useLogger(false);
    prepare(module.get(Desk));
    try {
      await module.init();
    } catch (error) {
      await module.close();
      throw error;
    }
    return new Node(module);
  }

  async deposit(account: string, amount: number): Promise<void> {
    await this.store.append(`account-${account}`, new Deposited(account, amount));
  }

  async status() {
    return (await this.runner.status())[0]!;
  }

  /** The table as any reader finds it. */
  async table(): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = await this.db.query('SELECT * FROM balance ORDER BY account');
    return rows.map((row) => ({ ...row }));
  }
}

describe.each(availableDatabases())('A rebuild on %s', (kind) => {
  let database: FreshDatabase;
  let nodes: Node[];

  const start = async (projection: Type, prepare: (desk: Desk) => void = () => {}) => {
    const node = await Node.start(database.url, projection, prepare);
    nodes.push(node);
    return node;
  };
  const stop = async (node: Node) => {
    nodes.splice(nodes.indexOf(node), 1);
    await node.module.close();
  };
  const served = (node: Node, version: number) =>
    eventually(async () => expect(await node.status()).toMatchObject({ version, state: 'live' }), { timeout: 60_000 });

  beforeEach(async () => {
    database = await freshDatabase(kind);
    nodes = [];
  });

  afterEach(async () => {
    while (nodes[0]) await stop(nodes[0]);
    const dropping = new DataSource({ type: kind === 'postgres' ? 'postgres' : 'mysql', url: database.url });
    await dropping.initialize();
    if (kind !== 'postgres') {
      for (const place of ['shadow', 'archive'])
        await dropping.query(`DROP DATABASE IF EXISTS ${database.name}_ledgerline_${place}`);
    }
    await dropping.destroy();
    await database.drop();
  });

  it('follows from a higher version, with another shape of its table, and tells handlers so', async () => {
    const one = await start(BalancesOne);
    await one.deposit('anna', 5);
    await one.deposit('bert', 7);
    await one.runner.settled();
    await stop(one);
    const two = await start(BalancesTwo);
    await served(two, 2);
    expect(await two.table()).toEqual([
      { account: 'anna', amount: 5, deposits: 1 },
      { account: 'bert', amount: 7, deposits: 1 },
    ]);
    await two.deposit('anna', 1);
    await two.runner.settled();
    expect((await two.table())[0]).toEqual({ account: 'anna', amount: 6, deposits: 2 });
    expect(two.desk.handled.map(({ account, rebuilding }) => ({ account, rebuilding }))).toEqual([
      { account: 'anna', rebuilding: true },
      { account: 'bert', rebuilding: true },
      { account: 'anna', rebuilding: false },
    ]);
  });

  it('leaves the live model to the release before, which serves and updates it until the swap, and stops then', async () => {
    const one = await start(BalancesOne);
    await one.deposit('anna', 5);
    await one.deposit('bert', 7);
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let reached = 0;
    const two = await start(BalancesTwo, (desk) => {
      desk.before = (position, rebuilding) => {
        reached = position;
        return rebuilding ? gate : undefined;
      };
    });
    await eventually(() => reached > 0);
    await one.deposit('anna', 1);
    await one.runner.settled();
    expect(await one.table()).toEqual([
      { account: 'anna', amount: 6 },
      { account: 'bert', amount: 7 },
    ]);
    expect(await one.status()).toMatchObject({ version: 1, state: 'live', rebuild: { version: 2, position: 0 } });
    release();
    await served(two, 2);
    await two.deposit('bert', 1);
    await two.runner.settled();
    expect(await one.table()).toEqual([
      { account: 'anna', amount: 6, deposits: 2 },
      { account: 'bert', amount: 8, deposits: 2 },
    ]);
    expect(one.desk.handled).toHaveLength(3);
  });

  it('is made of the same version when somebody asks, while events come in, and is equal to a fold of the log', async () => {
    const node = await start(BalancesOne);
    const accounts = ['anna', 'bert', 'carla'];
    const expected = new Map<string, number>();
    const deposit = async (count: number) => {
      for (let number = 1; number <= count; number++) {
        const account = accounts[number % 3]!;
        expected.set(account, (expected.get(account) ?? 0) + number);
        await node.deposit(account, number);
      }
    };
    await deposit(30);
    await node.runner.settled();
    await node.db.query(`UPDATE balance SET amount = 0`);
    const depositing = deposit(60);
    await node.runner.rebuild('balances');
    await depositing;
    await eventually(async () => expect((await node.status()).rebuild).toBeUndefined(), { timeout: 60_000 });
    await node.runner.settled();
    expect(await node.table()).toEqual(accounts.map((account) => ({ account, amount: expected.get(account) })));
    expect(await node.status()).toMatchObject({ version: 1, state: 'live', lag: 0 });
  });

  it('goes on where another node has left it', async () => {
    const one = await start(BalancesOne);
    for (let number = 0; number < 100; number++) await one.deposit(`account ${number % 10}`, 1);
    await one.runner.settled();
    let isStuck = false;
    const two = await start(BalancesTwo, (desk) => {
      desk.before = (position, rebuilding) => {
        if (!rebuilding || position <= 60) return;
        isStuck = true;
        throw Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' });
      };
    });
    await eventually(() => isStuck);
    const reached = (await two.status()).rebuild!.position;
    expect(reached).toBeGreaterThan(0);
    await stop(two);
    const three = await start(BalancesTwo);
    await served(three, 2);
    const [first = 0, ...others] = three.desk.handled.map(({ position }) => position);
    expect(first).toBeGreaterThan(reached);
    expect(others).toEqual(others.map((_, index) => first + 1 + index));
    expect(await three.table()).toEqual(
      Array.from({ length: 10 }, (_, number) => ({ account: `account ${number}`, amount: 10, deposits: 10 })),
    );
  });

  it('stops at a poison event while the live model is served, and begins anew, goes on or skips it as asked', async () => {
    const one = await start(BalancesOne);
    for (const account of ['anna', 'carla', 'dora']) await one.deposit(account, 5);
    await one.runner.settled();
    const two = await start(BalancesTwo, (desk) => (desk.refuse = ({ account }) => account === 'carla'));
    await eventually(async () => expect((await two.status()).rebuild?.error).toMatchObject({ message: 'no carla' }), {
      timeout: 30_000,
    });
    const { rebuild, state, version } = await one.status();
    expect({ state, version }).toEqual({ state: 'live', version: 1 });
    await one.deposit('anna', 1);
    await one.runner.settled();
    expect((await one.table())[0]).toEqual({ account: 'anna', amount: 6 });
    await two.runner.skip('balances', rebuild!.error!.event.position);
    await served(two, 2);
    expect(await two.table()).toEqual([
      { account: 'anna', amount: 6, deposits: 2 },
      { account: 'dora', amount: 5, deposits: 1 },
    ]);
    two.desk.refuse = () => false;
    await two.runner.rebuild('balances');
    await eventually(async () => expect(await two.table()).toHaveLength(3), { timeout: 60_000 });
  });

  it('is given up for one of a newer release, and older releases do not begin another', async () => {
    const one = await start(BalancesOne);
    await one.deposit('anna', 5);
    await one.runner.settled();
    const two = await start(BalancesTwo, (desk) => (desk.refuse = () => true));
    await eventually(async () => expect((await two.status()).rebuild?.error).toBeDefined(), { timeout: 30_000 });
    const three = await start(BalancesThree);
    await served(three, 3);
    await expect(two.runner.rebuild('balances')).rejects.toMatchObject({ code: 'REBUILD_IMPOSSIBLE' });
    expect(await three.status()).not.toHaveProperty('rebuild');
    expect(await three.table()).toEqual([{ account: 'anna', amount: 5, deposits: 1 }]);
  });

  it('waits for who sees the data as they were before the new model was whole, and shows them the old one whole', async () => {
    const one = await start(BalancesOne);
    for (const account of ['anna', 'bert']) await one.deposit(account, 5);
    await one.runner.settled();
    const reader = one.db.createQueryRunner();
    await reader.startTransaction('REPEATABLE READ');
    await reader.query(`SELECT * FROM ${kind === 'postgres' ? 'ledgerline.projections' : 'ledgerline_projections'}`);
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const two = await start(BalancesTwo);
    await eventually(
      () => expect(warn.mock.calls.flat().join()).toMatch(/balances is ready and waits.*has had a transaction open/),
      {
        timeout: 60_000,
      },
    );
    warn.mockRestore();
    expect(await one.status()).toMatchObject({ version: 1 });
    expect(await reader.query('SELECT account, amount FROM balance ORDER BY account')).toEqual([
      { account: 'anna', amount: 5 },
      { account: 'bert', amount: 5 },
    ]);
    await reader.commitTransaction();
    await reader.release();
    await served(two, 2);
  });

  it('keeps the old tables until they are dropped', async () => {
    const one = await start(BalancesOne);
    await one.deposit('anna', 5);
    await one.runner.settled();
    await stop(one);
    const two = await start(BalancesTwo);
    await served(two, 2);
    const place = kind === 'postgres' ? 'ledgerline_archive' : `${database.name}_ledgerline_archive`;
    expect(await two.db.query(`SELECT account, amount FROM ${place}.balance`)).toEqual([{ account: 'anna', amount: 5 }]);
    await two.runner.dropArchive('balances');
    await expect(two.db.query(`SELECT * FROM ${place}.balance`)).rejects.toThrow(/exist/);
    await two.runner.dropArchive('balances');
  });

  it('happens in place for a class that names no entities, and tells handlers up to where', async () => {
    const one = await start(NamelessOne, () => {});
    await one.db.query('CREATE TABLE nameless (account varchar(40), amount integer)');
    await one.deposit('anna', 5);
    await one.deposit('bert', 6);
    await one.runner.settled();
    await stop(one);
    const two = await start(NamelessTwo);
    await served(two, 2);
    await two.deposit('anna', 7);
    await two.runner.settled();
    const amounts = async () =>
      (await two.db.query<{ amount: number }[]>('SELECT amount FROM nameless ORDER BY amount')).map(({ amount }) => amount);
    expect(await amounts()).toEqual([50, 60, 70]);
    expect(two.desk.handled.map(({ rebuilding }) => rebuilding)).toEqual([true, true, false]);
    await two.runner.rebuild('nameless');
    await eventually(() => expect(two.desk.handled).toHaveLength(6), { timeout: 30_000 });
    expect(two.desk.handled.slice(3).map(({ rebuilding }) => rebuilding)).toEqual([true, true, true]);
    await served(two, 2);
    expect(await amounts()).toEqual([50, 60, 70]);
  });

  it('is refused for a class that can neither name nor empty its model', async () => {
    const one = await start(NamelessOne);
    await expect(one.runner.rebuild('nameless')).rejects.toMatchObject({
      code: 'REBUILD_IMPOSSIBLE',
      message: expect.stringMatching(/names no entities.*reset\(manager\)/),
    });
    await expect(one.runner.rebuild('balances')).rejects.toMatchObject({ status: 404 });
  });

  it('is known to be impossible at start-up, for an entity with a schema of its own', async () => {
    @Projection({ name: 'elsewhere', entities: [ElsewhereBalance] })
    class Elsewhere {
      @EventHandler(Deposited)
      onDeposited(_event: Deposited): void {}
    }
    await expect(start(Elsewhere)).rejects.toMatchObject({
      code: 'PROJECTION_DEFINITION',
      message: expect.stringMatching(/ElsewhereBalance names a schema of its own/),
    });
  });
});
