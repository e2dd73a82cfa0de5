import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventRegistry } from '../events/event-registry.js';
import { EventSerializer } from '../events/event-serializer.js';
import { EventType } from '../events/event-type.decorator.js';
import { EventReader } from '../reading/event-reader.js';
import { UpcasterChain } from './upcaster-chain.js';
import { Upcaster, type JsonObject } from './upcaster.decorator.js';

@EventType({ version: 2 })
class OrderPlaced {}

@EventType()
class OrderPaid {}

@Upcaster({ type: 'OrderPlaced', from: 1 })
class AddCurrency {
  upcast(payload: JsonObject) {
    return { ...payload, currency: 'EUR' };
  }
}

interface Fixture {
  readonly what: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string | null;
  readonly event: Record<string, unknown>;
}

const fixtures = JSON.parse(readFileSync(join(__dirname, 'fixtures', 'stored-events-0.1.json'), 'utf8')) as Fixture[];

describe('events as release 0.1 stores them', () => {
  const registry = new EventRegistry();
  registry.register([OrderPlaced, OrderPaid]);
  const chain = new UpcasterChain();
  chain.register(new AddCurrency());
  const reader = new EventReader(registry, chain, new EventSerializer(registry, 1_000_000));

  it.each(fixtures)('are read: $what', ({ type, schemaVersion, data, metadata, event: expected }) => {
    const stored = {
      id: 'id',
      type,
      schemaVersion,
      stream: 's-1',
      version: 1,
      partition: 0,
      position: 1,
      recordedAt: 0,
      data,
      metadata,
    };
    const [recorded] = reader.read(stored);
    const event = recorded!.event as Record<string, unknown>;
    for (const [key, value] of Object.entries(expected)) expect(event[key]).toEqual(special(value));
    expect(recorded!.metadata).not.toHaveProperty('$payload');
    expect(Object.getPrototypeOf(event)).toBe(registry.byName(type)!.eventClass.prototype);
  });
});

/** JSON has no dates and bigints: the fixtures write them as `{ "$date" }` and `{ "$bigint" }`. */
function special(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return new Date(value.$date as string);
  return '$bigint' in value ? BigInt(value.$bigint as string) : value;
}
