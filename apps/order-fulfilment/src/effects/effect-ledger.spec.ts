import { EffectLedger, type Effect } from './effect-ledger.js';

const effect = (orderId: string, kind = 'done'): Effect => ({ kind, orderId });

describe('A ledger of effects', () => {
  it('has one effect a key, and gives the first one back to whoever repeats the call', () => {
    const ledger = new EffectLedger();
    const make = jest.fn(() => effect('1'));
    const first = ledger.once('key', make);
    expect(ledger.once('key', make)).toBe(first);
    expect(make).toHaveBeenCalledTimes(1);
    expect(ledger.of('1')).toEqual([first]);
  });

  it('tells the effects on an order in their order', () => {
    const ledger = new EffectLedger();
    ledger.once('a', () => effect('1', 'reserved'));
    ledger.once('b', () => effect('2', 'reserved'));
    ledger.once('c', () => effect('1', 'released'));
    expect(ledger.of('1').map(({ kind }) => kind)).toEqual(['reserved', 'released']);
  });

  it('keeps the newest 10 000 and lets older ones go', () => {
    const ledger = new EffectLedger();
    for (let index = 0; index <= 10_000; index++) ledger.once(`key-${index}`, () => effect(String(index)));
    expect(ledger.find('key-0')).toBeUndefined();
    expect(ledger.find('key-1')).toBeDefined();
    expect(ledger.find('key-10000')).toBeDefined();
  });
});
