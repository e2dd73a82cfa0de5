import { Injectable, Optional, Scope, type Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Event, EventHandler, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ExecuteOptions } from '../buses/execute-options.js';
import { QueryBus } from '../buses/query-bus.js';
import { BusContext } from '../context/bus-context.js';
import { CqrsModule } from '../cqrs.module.js';
import type { CqrsModuleOptions } from '../cqrs-options.js';
import { InjectReadDb, READ_DB } from '../databases/inject-db.decorator.js';
import { projectionChannel, type ProjectionMessage } from '../diagnostics/projection-channel.js';
import type { ProjectionContext } from './definition/projection-context.js';
import { Projection } from './definition/projection.decorator.js';
import { migrateProjections, projectionsSchemaSql } from './migrate-projections.js';
import { ProjectionRunner } from './projection-runner.js';

class Deposited extends Event {
  constructor(
    readonly account: string,
    readonly amount: number,
  ) {
    super();
  }
}

class Closed extends Event {
  constructor(readonly account: string) {
    super();
  }
}

class Unrelated extends Event {}

@Entity()
class Balance {
  @PrimaryColumn({ length: 40 })
  account!: string;

  @Column()
  amount!: number;

  @Column()
  deposits!: number;
}

/** What a spec makes of the projections, and sees of them. */
@Injectable()
class Desk {
  refuse: (event: Deposited) => boolean = () => false;
  seen: string[] = [];
  contexts: Pick<BusContext, 'kind' | 'name' | 'correlationId' | 'causationId'>[] = [];
  /** The model of those that have no database. */
  balances = new Map<string, Balance>();
}

@Projection({ name: 'balances', entities: [Balance], retry: { retries: 1, delay: 1 } })
class BalanceProjection {
  constructor(private readonly desk: Desk) {}

  @EventHandler(Deposited)
  async onDeposited({ account, amount }: Deposited, context: ProjectionContext<Deposited>): Promise<void> {
    const { kind, name, correlationId, causationId } = BusContext.current()!;
    this.desk.contexts.push({ kind, name, correlationId, causationId });
    if (context.isMemory) {
      if (this.desk.refuse(context.recorded.event)) throw new Error(`no ${account}`);
      const before = this.desk.balances.get(account) ?? { account, amount: 0, deposits: 0 };
      this.desk.balances.set(account, { account, amount: before.amount + amount, deposits: before.deposits + 1 });
      return;
    }
    const { manager } = context;
    const before = await manager.findOneBy(Balance, { account });
    const balance = { account, amount: (before?.amount ?? 0) + amount, deposits: (before?.deposits ?? 0) + 1 };
    await manager.save(Balance, balance);
    if (this.desk.refuse(context.recorded.event)) throw new Error(`no ${account}`);
  }

  @EventHandler(Closed)
  async onClosed({ account }: Closed, context: ProjectionContext): Promise<void> {
    if (context.isMemory) this.desk.balances.delete(account);
    else await context.manager.delete(Balance, { account });
  }
}

class GetBalance extends Query<number> {
  constructor(readonly account: string) {
    super();
  }
}

@QueryHandler(GetBalance)
class GetBalanceHandler implements IQueryHandler<GetBalance> {
  constructor(
    private readonly desk: Desk,
    @Optional() @InjectReadDb() private readonly readDb?: DataSource,
  ) {}

  async execute({ account }: GetBalance): Promise<number> {
    if (!this.readDb) return this.desk.balances.get(account)?.amount ?? 0;
    return (await this.readDb.manager.findOneBy(Balance, { account }))?.amount ?? 0;
  }
}

@Projection({ name: 'witness' })
class WitnessProjection {
  constructor(private readonly desk: Desk) {}

  @EventHandler(Deposited)
  onDeposited(event: Deposited, { recorded }: ProjectionContext): void {
    this.desk.seen.push(`${event.account} ${recorded.version}`);
  }
}

const LEASE_TERM = 2_000;
const PROJECTIONS = [BalanceProjection, WitnessProjection];

async function application(storage: string, options: CqrsModuleOptions = {}, projections: Provider[] = PROJECTIONS) {
  const module = await Test.createTestingModule({
    imports: [
      EventSourcingModule.forRoot({ storage }),
      EventSourcingModule.forFeature({ events: [Unrelated] }),
      CqrsModule.forRoot({ projections: { leaseTerm: LEASE_TERM }, ...options }),
    ],
    providers: [Desk, GetBalanceHandler, ...projections],
  }).compile();
  if (!process.env['LOGS']) module.useLogger(false);
  try {
    await module.init();
  } catch (error) {
    await module.close();
    throw error;
  }
  return new Node(module);
}

class Node {
  readonly store: EventStore;
  readonly runner: ProjectionRunner;
  readonly desk: Desk;

  constructor(readonly module: TestingModule) {
    this.store = module.get(EventStore);
    this.runner = module.get(ProjectionRunner);
    this.desk = module.get(Desk);
  }

  balanceAfter(token: string, account: string, options: ExecuteOptions = {}): Promise<number> {
    return this.module.get(QueryBus).execute(new GetBalance(account), { after: token, ...options });
  }

  deposit(account: string, amount: number) {
    return this.store.append(`account-${account}`, new Deposited(account, amount));
  }

  async balances(): Promise<Balance[]> {
    const readDb = this.module.get<DataSource | undefined>(READ_DB);
    if (readDb) return readDb.manager.find(Balance, { order: { account: 'ASC' } });
    return [...this.desk.balances.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
  }

  async status(name: string) {
    return (await this.runner.status()).find((status) => status.name === name)!;
  }

  async becomes(name: string, state: string) {
    const isThere = async () => (await this.status(name)).state === state;
    await eventually(isThere, { timeout: 20_000, until: `${name} is ${state}` });
    return this.status(name);
  }
}

jest.setTimeout(60_000);

describe.each([...availableDatabases(), 'memory'] as const)('Projections on %s', (kind) => {
  let databases: FreshDatabase[];
  let nodes: Node[];
  let storage: string;

  const start = async (options?: CqrsModuleOptions, projections?: Provider[]) => {
    const node = await application(storage, options, projections);
    nodes.push(node);
    return node;
  };
  const stop = async (node: Node) => {
    nodes.splice(nodes.indexOf(node), 1);
    await node.module.close();
  };

  beforeEach(async () => {
    databases = kind === 'memory' ? [] : [await freshDatabase(kind)];
    storage = databases[0]?.url ?? 'memory:';
    nodes = [];
  });
  afterEach(async () => {
    while (nodes.length > 0) await stop(nodes[0]!);
    for (const database of databases) await database.drop();
  });

  it('make a model of what was recorded before them and after, in order', async () => {
    const node = await start();
    for (let number = 1; number <= 20; number++) await node.deposit(number % 2 ? 'anna' : 'bert', number);
    await node.store.append('account-bert', new Closed('bert'));
    await node.runner.settled();
    expect(await node.balances()).toEqual([{ account: 'anna', amount: 100, deposits: 10 }]);
    const numbers = Array.from({ length: 10 }, (_, index) => [`anna ${index + 1}`, `bert ${index + 1}`]).flat();
    expect(node.desk.seen).toEqual(numbers);
    expect(await node.status('balances')).toMatchObject({ version: 1, state: 'live', lag: 0, lagSeconds: 0 });
  });

  it('know what caused them', async () => {
    const node = await start();
    const { events } = await node.store.append('account-anna', new Deposited('anna', 1), {
      metadata: { correlationId: 'request-1', causationId: 'command-1' },
    });
    await node.runner.settled();
    expect(node.desk.contexts).toEqual([
      { kind: 'projection', name: 'balances', correlationId: 'request-1', causationId: events[0]!.id },
    ]);
  });

  it('stop at a poison event, alone, with its error, and go on from there once it is mended', async () => {
    const node = await start();
    node.desk.refuse = ({ account }) => account === 'carla';
    for (const account of ['anna', 'bert', 'carla', 'dora']) await node.deposit(account, 5);
    const status = await node.becomes('balances', 'faulted');
    expect(status.error).toMatchObject({
      message: 'no carla',
      attempts: 2,
      event: { stream: 'account-carla', version: 1, type: 'Deposited' },
    });
    expect((await node.balances()).map(({ account }) => account)).toEqual(['anna', 'bert']);
    await node.runner.waitFor('witness', (await node.deposit('dora', 1)).token);
    await expect(node.runner.settled({ timeout: 50 })).rejects.toMatchObject({
      code: 'PROJECTION_WAIT_TIMEOUT',
      message: expect.stringContaining('no carla'),
    });
    node.desk.refuse = () => false;
    await node.runner.resume('balances');
    await node.runner.settled();
    expect((await node.balances()).map(({ account, deposits }) => [account, deposits])).toEqual([
      ['anna', 1],
      ['bert', 1],
      ['carla', 1],
      ['dora', 2],
    ]);
    expect(await node.status('balances')).not.toHaveProperty('error');
  });

  it('go on behind a poison event when it is skipped', async () => {
    const node = await start();
    node.desk.refuse = ({ account }) => account === 'bert';
    for (const account of ['anna', 'bert', 'carla']) await node.deposit(account, 5);
    const { error } = await node.becomes('balances', 'faulted');
    await expect(node.runner.skip('balances', error!.event.position + 1)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await node.runner.skip('balances', error!.event.position);
    await node.runner.settled();
    expect((await node.balances()).map(({ account }) => account)).toEqual(['anna', 'carla']);
    await expect(node.runner.skip('balances', error!.event.position)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('are paused and resumed', async () => {
    const node = await start();
    await node.deposit('anna', 1);
    await node.runner.settled();
    await node.runner.pause('balances');
    const { token } = await node.deposit('anna', 2);
    await node.runner.waitFor('witness', token);
    expect(await node.status('balances')).toMatchObject({ state: 'paused', lag: 1 });
    expect(await node.balances()).toMatchObject([{ amount: 1 }]);
    await node.runner.resume('balances');
    await node.runner.waitFor('balances', token);
    expect(await node.balances()).toMatchObject([{ amount: 3 }]);
    await expect(node.runner.pause('nobody')).rejects.toMatchObject({ code: 'UNKNOWN_PROJECTION', status: 404 });
  });

  it('are waited for by a query that says after what it is to be answered, for as long as it may take', async () => {
    const node = await start();
    for (let amount = 1; amount <= 10; amount++) {
      const { token } = await node.deposit('anna', 1);
      expect(await node.balanceAfter(token, 'anna')).toBe(amount);
    }
    await node.runner.pause('balances');
    const { token } = await node.deposit('anna', 1);
    await expect(node.balanceAfter(token, 'anna', { timeout: 100 })).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
    const caller = new AbortController();
    const waiting = node.balanceAfter(token, 'anna', { signal: caller.signal });
    caller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(node.balanceAfter('nonsense', 'anna')).rejects.toMatchObject({ code: 'INVALID_OPTION', status: 400 });
    await node.runner.resume('balances');
    expect(await node.balanceAfter(token, 'anna')).toBe(11);
  });

  it('tell of each batch', async () => {
    const node = await start();
    const told: ProjectionMessage[] = [];
    const listener = { asyncEnd: (message: ProjectionMessage) => message.runner === node.runner && told.push({ ...message }) };
    projectionChannel.subscribe(listener as never);
    try {
      await node.deposit('anna', 1);
      await node.runner.settled();
      node.desk.refuse = () => true;
      await node.deposit('anna', 2);
      await node.becomes('balances', 'faulted');
    } finally {
      projectionChannel.unsubscribe(listener as never);
    }
    const ofBalances = told.filter(({ name }) => name === 'balances');
    expect(ofBalances[0]).toMatchObject({ version: 1, partition: 0, events: 1, outcome: 'ok', rebuilding: false, lag: 0 });
    expect(ofBalances[0]!.to).toBeGreaterThan(ofBalances[0]!.from);
    expect(ofBalances[0]!.duration).toBeGreaterThan(0);
    expect(ofBalances.slice(1).map(({ outcome, error }) => [outcome, (error as Error).message])).toEqual([
      ['error', 'no anna'],
      ['error', 'no anna'],
    ]);
  });

  it('have every effect once, whatever fails for a while', async () => {
    const node = await start();
    let attempts = 0;
    node.desk.refuse = () => ++attempts % 3 === 0;
    await Promise.all(Array.from({ length: 60 }, (_, number) => node.deposit(`a${number % 5}`, 1)));
    await node.runner.settled({ timeout: 30_000 });
    expect((await node.balances()).map(({ amount, deposits }) => [amount, deposits])).toEqual(Array(5).fill([12, 12]));
  });

  if (kind === 'memory') {
    it('begin anew with the process, and get everything that it has recorded', async () => {
      const node = await start();
      await node.deposit('anna', 1);
      await node.runner.settled();
      expect(await node.balances()).toEqual([{ account: 'anna', amount: 1, deposits: 1 }]);
      await stop(node);
      expect(await (await start()).balances()).toEqual([]);
    });

    it('are refused with a database that would outlive the log', async () => {
      const database = await freshDatabase('postgres');
      databases.push(database);
      await expect(start({ read: database.url })).rejects.toMatchObject({ code: 'PROJECTION_DEFINITION' });
    });
    return;
  }

  it('go on where they were, on another node', async () => {
    const first = await start();
    await first.deposit('anna', 1);
    await first.runner.settled();
    await stop(first);
    const second = await start();
    await second.deposit('anna', 2);
    await second.runner.settled();
    expect(await second.balances()).toEqual([{ account: 'anna', amount: 3, deposits: 2 }]);
    expect(second.desk.seen).toEqual(['anna 2']);
  });

  it('are run by one node at a time; what is said to one holds for all', async () => {
    const [one, other] = [await start(), await start()];
    await one.deposit('anna', 1);
    await Promise.all([one.runner.settled(), other.runner.settled()]);
    expect(one.desk.seen.length + other.desk.seen.length).toBe(1);
    const [owner, idle] = one.desk.contexts.length > 0 ? [one, other] : [other, one];
    await idle.runner.pause('balances');
    const { token } = await idle.deposit('anna', 2);
    await owner.runner.waitFor('witness', token);
    for (const node of [one, other]) expect(await node.status('balances')).toMatchObject({ state: 'paused', lag: 1 });
    owner.desk.refuse = () => true;
    await idle.runner.resume('balances');
    expect((await idle.becomes('balances', 'faulted')).error).toMatchObject({ message: 'no anna' });
    owner.desk.refuse = () => false;
    await idle.runner.resume('balances', { skip: true });
    await idle.deposit('anna', 4);
    await idle.runner.settled();
    expect(await idle.balances()).toEqual([{ account: 'anna', amount: 5, deposits: 2 }]);
    await stop(owner);
    await idle.deposit('anna', 8);
    await idle.runner.settled({ timeout: 30_000 });
    expect(await idle.balances()).toEqual([{ account: 'anna', amount: 13, deposits: 3 }]);
  });

  it('write to a read database of their own, and note there how far the log holds nothing for them', async () => {
    const read = await freshDatabase(kind);
    databases.push(read);
    const node = await start({ read: read.url });
    await node.deposit('anna', 1);
    const { token, position } = await node.store.append('other-1', new Unrelated());
    const watcher = await start({ read: read.url, eventSync: false });
    await watcher.runner.waitFor('all', token);
    expect((await watcher.status('balances')).partitions[0]!.position).toBeGreaterThanOrEqual(position);
    expect(await node.balances()).toEqual([{ account: 'anna', amount: 1, deposits: 1 }]);
    expect((await node.module.get<DataSource>(READ_DB).query('SELECT 1 AS one'))[0]).toEqual({ one: 1 });
  });

  it('refuse to go on from a place that the log has not come to', async () => {
    const read = await freshDatabase(kind);
    databases.push(read);
    const node = await start({ read: read.url });
    for (let number = 0; number < 3; number++) await node.deposit('anna', 1);
    await node.runner.settled();
    await stop(node);
    const otherLog = await freshDatabase(kind);
    databases.push(otherLog);
    storage = otherLog.url;
    const confused = await start({ read: read.url });
    expect(await confused.becomes('balances', 'disconnected')).toMatchObject({
      disconnected: expect.stringContaining('another log'),
    });
    expect(await confused.balances()).toHaveLength(1);
  });

  it('need their table with `migrate: manual`, and go on once it is there', async () => {
    const node = await start({ read: { url: storage, migrate: 'manual' } });
    expect(await node.becomes('balances', 'disconnected')).toMatchObject({ disconnected: expect.stringContaining('migrate') });
    expect(await migrateProjections(storage)).toEqual(['create-projections']);
    expect(await migrateProjections(storage)).toEqual([]);
    expect((await projectionsSchemaSql(storage)).join(';')).toContain('projections');
    const migrated = await start();
    await migrated.deposit('anna', 1);
    await migrated.runner.settled();
    await stop(migrated);
    await node.deposit('anna', 1);
    await node.runner.settled({ timeout: 30_000 });
    expect(await node.balances()).toEqual([{ account: 'anna', amount: 2, deposits: 2 }]);
  });
});

describe('A projection class', () => {
  const startWith = (...projections: Provider[]) => application('memory:', {}, projections);

  it('is refused with a name that cannot be', () => {
    for (const name of ['', 'Order Summary', '-a', 'a'.repeat(61), undefined as never]) {
      expect(() => Projection({ name })).toThrow(expect.objectContaining({ option: '@Projection name' }));
    }
    expect(() => Projection({ name: 'a', version: 0 })).toThrow(expect.objectContaining({ option: '@Projection version' }));
  });

  it('is refused at start-up when it handles nothing, shares its name, or belongs to a request', async () => {
    @Projection({ name: 'idle' })
    class Idle {}
    @Projection({ name: 'witness' })
    class Second {
      @EventHandler(Deposited)
      onDeposited(_event: Deposited): void {}
    }
    @Injectable({ scope: Scope.REQUEST })
    @Projection({ name: 'scoped' })
    class Scoped {
      @EventHandler(Deposited)
      onDeposited(_event: Deposited): void {}
    }
    await expect(startWith(Idle)).rejects.toMatchObject({ code: 'PROJECTION_DEFINITION', projection: 'idle' });
    await expect(startWith(WitnessProjection, Second)).rejects.toThrow(/WitnessProjection and Second/);
    await expect(startWith(Scoped)).rejects.toThrow(/request-scoped/);
  });

  it('needs an event store', async () => {
    const module = await Test.createTestingModule({
      imports: [CqrsModule.forRoot()],
      providers: [Desk, WitnessProjection],
    }).compile();
    await expect(module.init()).rejects.toThrow(/EventSourcingModule/);
  });
});
