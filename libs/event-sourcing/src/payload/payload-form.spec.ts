import { Transform, Type } from 'class-transformer';
import { EventRegistry } from '../events/event-registry.js';
import { EventSerializer, parseMetadata } from '../events/event-serializer.js';

class Money {
  constructor(readonly cents: number) {}
  plus(other: Money): Money {
    return new Money(this.cents + other.cents);
  }
}

class Line {
  constructor(
    readonly sku: string,
    readonly quantity: number,
  ) {}
}

class Priced {
  @Type(() => Money)
  price!: Money;
  @Type(() => Date)
  at!: Date;
  @Transform(({ value }) => String(value).toUpperCase(), { toPlainOnly: true })
  note!: string;
}

class Plain {
  lines!: Line[];
  at!: Date;
  amount!: bigint;
}

function roundTrip<E extends object>(event: E): { event: E; data: string } {
  const registry = new EventRegistry();
  registry.register([Priced, Plain]);
  const serializer = new EventSerializer(registry, 1_000_000);
  const { data, metadata } = serializer.serialize(event, 'stream-1', { correlationId: 'c' });
  const parsed = parseMetadata(metadata);
  expect(parsed.metadata).toEqual({ correlationId: 'c' });
  return {
    event: serializer.instantiate(registry.byClass(event.constructor)!, JSON.parse(data) as object, parsed.marks) as E,
    data,
  };
}

describe('payloads', () => {
  it("honour class-transformer's decorators where an event uses them", () => {
    const given = Object.assign(new Priced(), { price: new Money(5), at: new Date(7), note: 'loud' });
    const { event } = roundTrip(given);
    expect(event).toBeInstanceOf(Priced);
    expect(event.price.plus(new Money(1))).toEqual(new Money(6));
    expect(event.at).toEqual(new Date(7));
    expect(event.note).toBe('LOUD');
  });

  it('take classes of mere data as data, and restore dates and bigints', () => {
    const given = Object.assign(new Plain(), { lines: [new Line('a', 1)], at: new Date(7), amount: 2n ** 70n });
    const { event, data } = roundTrip(given);
    expect(event).toEqual(given);
    expect(JSON.parse(data)).toEqual({
      lines: [{ sku: 'a', quantity: 1 }],
      at: '1970-01-01T00:00:00.007Z',
      amount: String(2n ** 70n),
    });
  });

  it('refuse a class with methods, whose instances would come back without them, and say how to keep them', () => {
    expect(() => roundTrip(Object.assign(new Plain(), { lines: [], at: new Date(0), amount: 1n, total: new Money(1) }))).toThrow(
      /"total" is a Money.*@Type\(\(\) => Money\)/,
    );
  });
});
