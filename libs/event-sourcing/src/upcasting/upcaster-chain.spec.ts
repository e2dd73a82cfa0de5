import { EventRegistry } from '../events/event-registry.js';
import { EventSerializer } from '../events/event-serializer.js';
import { EventType } from '../events/event-type.decorator.js';
import type { StoredEvent } from '../events/recorded-event.js';
import { EventReader } from '../reading/event-reader.js';
import { UpcasterChain } from './upcaster-chain.js';
import { Upcaster, type EventUpcaster, type JsonObject } from './upcaster.decorator.js';

@EventType({ name: 'OrderPlaced', version: 3 })
class OrderPlaced {
  orderId!: string;
  currency!: string;
  total!: number;
}

@EventType({ name: 'ItemAdded' })
class ItemAdded {
  sku!: string;
}

@Upcaster({ type: 'OrderPlaced', from: 1 })
class AddCurrency implements EventUpcaster {
  upcast(payload: JsonObject) {
    return { ...payload, currency: 'EUR' };
  }
}

@Upcaster({ type: 'OrderPlaced', from: 2 })
class AddTotal implements EventUpcaster {
  upcast(payload: JsonObject) {
    return { ...payload, total: 0 };
  }
}

@Upcaster({ type: 'OrderMade', from: 1, to: { type: 'OrderPlaced', version: 1 } })
class Rename implements EventUpcaster {
  upcast({ id }: JsonObject) {
    return { orderId: id };
  }
}

@Upcaster({ type: 'ItemsAdded', from: 1, to: { type: 'ItemAdded' } })
class Split implements EventUpcaster {
  upcast({ skus }: JsonObject) {
    return (skus as string[]).map((sku) => ({ sku }));
  }
}

@Upcaster({ type: 'Noise', from: 1 })
class Drop implements EventUpcaster {
  upcast() {
    return [];
  }
}

function reader(...upcasters: EventUpcaster[]) {
  const registry = new EventRegistry();
  registry.register([OrderPlaced, ItemAdded]);
  const chain = new UpcasterChain();
  for (const upcaster of upcasters) chain.register(upcaster);
  return new EventReader(registry, chain, new EventSerializer(registry, 1_000_000));
}

/** As an earlier release stored it; the text must not change. */
function stored(type: string, schemaVersion: number, data: string): StoredEvent {
  return {
    id: 'id',
    type,
    schemaVersion,
    stream: 'order-1',
    version: 5,
    partition: 0,
    position: 9,
    recordedAt: 0,
    data,
    metadata: null,
  };
}

describe('upcasting', () => {
  const all = () => reader(new AddCurrency(), new AddTotal(), new Rename(), new Split(), new Drop());

  it('follows the chain from the stored version to the class', () => {
    const [recorded] = all().read(stored('OrderPlaced', 1, '{"orderId":"1"}'));
    expect(recorded!.event).toEqual(Object.assign(new OrderPlaced(), { orderId: '1', currency: 'EUR', total: 0 }));
    expect(recorded).toMatchObject({ type: 'OrderPlaced', schemaVersion: 1, version: 5, position: 9 });
  });

  it('renames a type, and goes on along the new name', () => {
    const [recorded] = all().read(stored('OrderMade', 1, '{"id":"1"}'));
    expect(recorded!.event).toEqual(Object.assign(new OrderPlaced(), { orderId: '1', currency: 'EUR', total: 0 }));
    expect(recorded!.type).toBe('OrderPlaced');
  });

  it('splits one event into several at the same place, and drops one', () => {
    const items = all().read(stored('ItemsAdded', 1, '{"skus":["a","b"]}'));
    expect(items.map(({ event, version }) => [(event as ItemAdded).sku, version])).toEqual([
      ['a', 5],
      ['b', 5],
    ]);
    expect(all().read(stored('Noise', 1, '{}'))).toEqual([]);
    expect(all().instances(stored('ItemsAdded', 1, '{"skus":["a"]}'))).toEqual([Object.assign(new ItemAdded(), { sku: 'a' })]);
  });

  it('takes an event of the present version as it is', () => {
    const [recorded] = all().read(stored('OrderPlaced', 3, '{"orderId":"1","currency":"USD","total":7}'));
    expect(recorded!.event).toEqual(Object.assign(new OrderPlaced(), { orderId: '1', currency: 'USD', total: 7 }));
  });

  it('names the upcaster that is missing, and the deploy that is too old', () => {
    expect(() => reader(new AddCurrency()).read(stored('OrderPlaced', 1, '{}'))).toThrow(
      /@Upcaster\(\{ type: 'OrderPlaced', from: 2 \}\)/,
    );
    expect(() => all().read(stored('OrderPlaced', 4, '{}'))).toThrow(/older than the events/);
  });

  it('names the type that no class is registered for, and where to register it', () => {
    expect(() => all().read(stored('Forgotten', 1, '{}'))).toThrow(
      /event 5.*order-1.*forFeature\(\{ events: \[Forgotten\] \}\)/is,
    );
  });

  it('refuses two upcasters for the same events, one without a decorator, and a circle', () => {
    @Upcaster({ type: 'OrderPlaced', from: 1 })
    class Second extends AddCurrency {}
    expect(() => reader(new AddCurrency(), new Second())).toThrow(/AddCurrency takes the same events/);
    expect(() => reader({ upcast: () => ({}) })).toThrow(/@Upcaster/);
    @Upcaster({ type: 'A', from: 1, to: { type: 'B', version: 1 } })
    class AtoB extends Drop {}
    @Upcaster({ type: 'B', from: 1, to: { type: 'A', version: 1 } })
    class BtoA extends Drop {}
    expect(() => reader(new AtoB(), new BtoA())).toThrow(/circle/);
  });
});
