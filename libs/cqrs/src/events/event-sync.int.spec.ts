import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { availableDatabases, freshDatabase, type DatabaseKind, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { DataSource } from 'typeorm';
import { CqrsModule, EventBus, EventsHandler } from '../index.js';

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
      providers: [Seen, Receipt],
    }).compile();
    await app.init();
    return { app, store: app.get(EventStore), events: app.get(EventBus), seen: app.get(Seen).numbers };
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
