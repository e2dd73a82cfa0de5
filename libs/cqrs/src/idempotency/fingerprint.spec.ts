import * as fc from 'fast-check';
import { fingerprintOf } from './fingerprint.js';

const hash = (command: object, name = 'Pay') => fingerprintOf(name, command).toString('hex');

/** The same value with the keys of its objects in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, shuffled(each)]),
  );
}

describe('the fingerprint of a command', () => {
  it('goes by what it says, not by the order in which it says it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (command) => {
        expect(hash(shuffled(command) as object)).toBe(hash(command));
        expect(hash(structuredClone(command))).toBe(hash(command));
      }),
    );
  });

  it('differs where the class or the contents do', () => {
    const commands = [
      { amount: 1 },
      { amount: '1' },
      { amount: 1n },
      { amount: [1] },
      { amount: { map: [[1, 2]] } },
      { amount: new Map([[1, 3]]) },
      { amount: new Set([1]) },
      { amount: new Date(1) },
      { amount: null },
      {},
      { Amount: 1 },
    ];
    const hashes = [...commands.map((command) => hash(command)), hash({ amount: 1 }, 'Refund')];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('takes what is undefined, and what JSON cannot say, for left out', () => {
    expect(hash({ amount: 1, note: undefined, callback: () => {} })).toBe(hash({ amount: 1 }));
  });

  it('of a command that contains itself cannot be had', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() => hash(circle)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
