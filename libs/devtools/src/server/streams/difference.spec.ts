import fc from 'fast-check';
import type { Difference, Json } from '../../api/json.js';
import { differences } from './difference.js';

/** Applies differences, so that they can be held against what they were made of. */
function apply(before: Json, found: readonly Difference[]): Json {
  const root = { value: structuredClone(before) as unknown };
  // From the end, so that entries of lists that are removed do not move those before them.
  for (const { path, kind, after } of found.toReversed()) {
    const steps: (string | number)[] = ['value', ...path];
    const last = steps.pop()!;
    const place = steps.reduce<unknown>((part, step) => (part as Record<string | number, unknown>)[step], root) as Record<
      string | number,
      unknown
    >;
    if (kind !== 'removed')
      Object.defineProperty(place, last, { value: structuredClone(after), enumerable: true, configurable: true, writable: true });
    else if (Array.isArray(place)) place.splice(Number(last), 1);
    else delete place[last];
  }
  return root.value as Json;
}

describe('differences', () => {
  it('lead from the one value to the other', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (before, after) => {
        expect(JSON.parse(JSON.stringify(sorted(apply(before as Json, differences(before as Json, after as Json)))))).toEqual(
          JSON.parse(JSON.stringify(sorted(after as Json))),
        );
      }),
      { seed: 20261127, numRuns: 500 },
    );
  });

  it('are none between equals, and tell what was added, removed and changed', () => {
    expect(differences({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
    expect(differences({ status: 'new', items: [1, 2], gone: true }, { status: 'paid', items: [1], total: 3 })).toEqual([
      { path: ['status'], kind: 'changed', before: 'new', after: 'paid' },
      { path: ['items', 1], kind: 'removed', before: 2 },
      { path: ['total'], kind: 'added', after: 3 },
      { path: ['gone'], kind: 'removed', before: true },
    ]);
  });

  it('O7 take a key __proto__ for a key', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1}}') as Json;
    expect(differences({}, hostile)).toEqual([{ path: ['__proto__'], kind: 'added', after: { polluted: 1 } }]);
    expect(differences(hostile, {})).toHaveLength(1);
  });
});

function sorted(value: Json): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.entries(value)
    .map(([key, each]) => [key, sorted(each)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}
