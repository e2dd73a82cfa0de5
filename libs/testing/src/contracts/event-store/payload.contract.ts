import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InvalidEventException } from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { testRunner } from '../test-runner.js';
import { all, contractStore, freshId } from './contract-store.js';
import { Noted } from './contract-events.js';
import type { EventBackendFactory, EventBackendSubject } from './event-backend-subject.js';

/** A payload comes back as it went in, or is refused (O7). */
export function payloadContract(factory: EventBackendFactory): void {
  const { describe, it, beforeAll, afterAll } = testRunner();

  describe('payloads', () => {
    let subject: EventBackendSubject;
    let store: LedgerlineEventStore;
    const roundTrip = async (value: unknown) => {
      const stream = `payload-${freshId()}`;
      await store.append(stream, new Noted(value));
      const [recorded] = await all(store.readStream(stream));
      assert.ok(recorded!.event instanceof Noted);
      return recorded!.event.value;
    };

    beforeAll(async () => {
      subject = await factory();
      store = contractStore(await subject.open(), { maxEventBytes: 2_000_000 });
    }, 60_000);
    afterAll(() => subject.drop(), 60_000);

    it('O7 any JSON, dates, bigints, NUL and lone surrogates come back as they went in', async () => {
      const text = fc.string({ unit: 'binary' });
      const leaf = fc.oneof(
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.bigInt(),
        fc.date({ noInvalidDate: true }),
        fc.constant(null),
      );
      const { value } = fc.letrec((tie) => ({
        value: fc.oneof(
          { depthSize: 'small' },
          leaf,
          fc.array(tie('value'), { maxLength: 4 }),
          fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
        ),
      }));
      await fc.assert(
        fc.asyncProperty(value, async (given) => assert.deepEqual(await roundTrip(given), given)),
        { numRuns: 150 },
      );
    }, 120_000);

    it('O7 keys that could change a prototype stay keys', async () => {
      const given = JSON.parse(
        '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"nested":{"__proto__":1}}',
      ) as object;
      const back = await roundTrip(given);
      assert.equal(JSON.stringify(back), JSON.stringify(given));
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });

    it('O7 numbers keep their bits', async () => {
      for (const value of [-0, 2 ** 53 - 1, 1e308, 5e-324, 0.1 + 0.2])
        assert.ok(Object.is(await roundTrip(value), value), String(value));
    });

    it('O7 large texts come back whole up to the limit, and are refused above it', async () => {
      const large = 'é\u0000\ud800"\\'.repeat(40_000);
      assert.equal(await roundTrip(large), large);
      await assert.rejects(roundTrip('x'.repeat(2_000_001)), InvalidEventException);
    });

    it('O7 what cannot be stored faithfully is refused with its place, and nothing is written', async () => {
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ inner }), 1);
      class Money {
        constructor(readonly cents: number) {}
        plus(other: Money) {
          return new Money(this.cents + other.cents);
        }
      }
      const values = [
        NaN,
        Infinity,
        () => 1,
        Symbol('s'),
        new Map([[1, 2]]),
        new Set([1]),
        [undefined],
        new Date(NaN),
        Buffer.from('x'),
        circle,
        deep,
        new Money(1),
      ];
      for (const value of values)
        await assert.rejects(
          roundTrip({ here: value }),
          (error) => error instanceof InvalidEventException && /here/.test(error.message),
        );
      class Unregistered {}
      await assert.rejects(store.append(`payload-${freshId()}`, new Unregistered()), /Unregistered.*forFeature/s);
      await assert.rejects(store.append(`payload-${freshId()}`, 'text' as never), InvalidEventException);
    });
  });
}
