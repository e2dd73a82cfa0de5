import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { availableDatabases, freshDatabase, type DatabaseKind, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { DataSource } from 'typeorm';
import { Command, CommandBus, CommandHandler, CqrsModule, EventBus, EventsHandler, UnitOfWork } from '../index.js';

class Paid extends Event {
  constructor(readonly number: number) {
    super();
  }
}

@Injectable()
class Seen {
  readonly numbers: number[] = [];
}

@EventsHandler(Paid)
class Receipt {
  constructor(private readonly seen: Seen) {}

  handle({ number }: Paid): void {
    this.seen.numbers.push(number);
  }
}

class Pay extends Command<number> {
  constructor(
    readonly numbers: readonly number[],
    readonly fails = false,
  ) {
    super();
  }
}

@UnitOfWork()
@CommandHandler(Pay)
class PayHandler {
  constructor(
    private readonly store: EventStore,
    private readonly seen: Seen,
  ) {}

  async execute({ numbers, fails }: Pay): Promise<number> {
    for (const number of numbers) await this.store.append('bill-3', new Paid(number));
    const before = this.seen.numbers.length;
    if (fails) throw new Error('changed my mind');
    return before;
  }
}

const TYPE = { postgres: 'postgres', mysql: 'mariadb' } as const;

describe.each(availableDatabases())('event sync with the application’s own transactions on %s', (kind: DatabaseKind) => {
  let database: FreshDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    dataSource = await new DataSource({
      type: TYPE[kind],
      url: database.url,
      extra: { max: 8, connectionLimit: 8 },
    }).initialize();
  }, 60_000);
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  }, 60_000);

  async function start() {
    const app = await Test.createTestingModule({
      imports: [
        EventSourcingModule.forRoot({ storage: { dataSource } }),
        EventSourcingModule.forFeature({ events: [Paid] }),
        CqrsModule.forRoot(),
      ],
      providers: [Seen, Receipt, PayHandler],
    }).compile();
    await app.init();
    return {
      app,
      store: app.get(EventStore),
      commands: app.get(CommandBus),
      events: app.get(EventBus),
      seen: app.get(Seen).numbers,
    };
  }

  it('hands over after the commit, and nothing of what is rolled back', async () => {
    const { app, store, events, seen } = await start();
    await dataSource.transaction(async (manager) => {
      await store.append('bill-1', [new Paid(1), new Paid(2)], { manager });
      await events.settled();
      expect(seen).toEqual([]);
    });
    await events.settled();
    expect(seen).toEqual([1, 2]);
    const lost = dataSource.transaction(async (manager) => {
      await store.append('bill-1', new Paid(3), { manager });
      throw new Error('changed my mind');
    });
    await expect(lost).rejects.toThrow('changed my mind');
    await store.append('bill-1', new Paid(4));
    await events.settled();
    expect(seen).toEqual([1, 2, 4]);
    await app.close();
  }, 60_000);

  it('hands over what a unit of work has appended when that has committed, and nothing when it fails', async () => {
    const { app, commands, events, seen } = await start();
    await expect(commands.execute(new Pay([1, 2]))).resolves.toBe(0);
    await events.settled();
    expect(seen).toEqual([1, 2]);
    await expect(commands.execute(new Pay([3], true))).rejects.toThrow('changed my mind');
    await commands.execute(new Pay([4]));
    await events.settled();
    expect(seen).toEqual([1, 2, 4]);
    await app.close();
  }, 60_000);

  it('keeps the order of a stream that transactions and single appends write to at the same time', async () => {
    const { app, store, events, seen } = await start();
    const append = (number: number) =>
      number % 2 === 0
        ? store.append('bill-2', new Paid(number))
        : dataSource.transaction((manager) => store.append('bill-2', new Paid(number), { manager }));
    await Promise.all(Array.from({ length: 40 }, (_, number) => append(number)));
    await events.settled();
    const recorded: number[] = [];
    for await (const { event } of store.readStream('bill-2')) recorded.push((event as Paid).number);
    expect(recorded).toHaveLength(40);
    expect(seen).toEqual(recorded);
    await app.close();
  }, 60_000);
});
