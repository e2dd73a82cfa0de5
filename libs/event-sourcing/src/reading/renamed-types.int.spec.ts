import { Test, type TestingModule } from '@nestjs/testing';
import { availableDatabases, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { EventSourcingModule } from '../event-sourcing.module.js';
import { EventStore } from '../event-store.js';
import { EventType } from '../events/event-type.decorator.js';
import { Upcaster, type JsonObject } from '../upcasting/upcaster.decorator.js';

@EventType({ name: 'ItemsAdded' })
class OldItems {
  constructor(readonly skus: readonly string[]) {}
}

@EventType({ name: 'ItemAdded' })
class ItemAdded {
  constructor(readonly sku: string) {}
}

@EventType({ name: 'Paid' })
class Paid {
  constructor(readonly amount: number) {}
}

@Upcaster({ type: 'ItemsAdded', from: 1, to: { type: 'ItemAdded', version: 1 } })
class SplitItems {
  upcast({ skus }: JsonObject) {
    return (skus as string[]).map((sku) => ({ type: 'ItemAdded', version: 1, payload: { sku } }));
  }
}

describe.each(['memory', ...availableDatabases()] as const)(
  'Events of classes, on %s, that were stored under another name',
  (kind) => {
    let database: FreshDatabase | undefined;
    let old: TestingModule;
    let present: TestingModule;

    const start = async (storage: string, feature: Parameters<typeof EventSourcingModule.forFeature>[0]) => {
      const imports = [
        EventSourcingModule.forRoot({ storage, replay: { pageSize: 2 } }),
        EventSourcingModule.forFeature(feature),
      ];
      return (await Test.createTestingModule({ imports }).compile()).init();
    };

    beforeAll(async () => {
      database = kind === 'memory' ? undefined : await freshDatabase(kind);
      const storage = database?.url ?? 'memory:renamed-types';
      old = await start(storage, { events: [OldItems, Paid, ItemAdded] });
      const store = old.get(EventStore, { strict: false });
      await store.append('cart-1', [new OldItems(['a', 'b']), new Paid(1), new OldItems(['c']), new Paid(2), new ItemAdded('d')]);
      present = await start(storage, { events: [ItemAdded, Paid], upcasters: [SplitItems] });
    }, 60_000);
    afterAll(async () => {
      await present?.close();
      await old?.close();
      await database?.drop();
    });

    const skus = async (events: AsyncIterable<{ readonly event: object }>) => {
      const found: string[] = [];
      for await (const { event } of events) found.push((event as ItemAdded).sku);
      return found;
    };
    const store = () => present.get(EventStore, { strict: false });

    it('are found in their stream and in the log, forwards and backwards', async () => {
      const types = [ItemAdded];
      expect(await skus(store().readStream('cart-1', { types }))).toEqual(['a', 'b', 'c', 'd']);
      expect(await skus(store().readAll({ types }))).toEqual(['a', 'b', 'c', 'd']);
      expect((await skus(store().readAll({ types, direction: 'backwards' })))[0]).toBe('d');
    });

    it('are limited by how many are wanted, and parts of one event stay together', async () => {
      expect(await skus(store().readAll({ types: [ItemAdded], limit: 1 }))).toEqual(['a', 'b']);
      expect(await skus(store().readStream('cart-1', { types: [ItemAdded], limit: 3 }))).toEqual(['a', 'b', 'c']);
    });

    it('are no others', async () => {
      const amounts: number[] = [];
      for await (const { event } of store().readAll({ types: [Paid], limit: 2 })) amounts.push((event as Paid).amount);
      expect(amounts).toEqual([1, 2]);
    });
  },
);
