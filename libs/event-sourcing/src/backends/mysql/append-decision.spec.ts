import fc from 'fast-check';
import type { AppendRequest } from '../event-backend.js';
import { decideAppend, type FoundEvent } from './append-decision.js';

const request = (expected: number, events = 2, mayRepeat = false): AppendRequest => ({
  stream: 's-1',
  category: 's',
  expected,
  mayRepeat,
  events: Array.from({ length: events }, (_, index) => ({
    id: String(index),
    type: 'T',
    schemaVersion: 1,
    data: '{}',
    metadata: null,
  })),
});
const stored = (key: number, version: number): FoundEvent => ({ key, version, position: 100 + version, recordedAt: 7 });
const active = (version: number) => ({ key: 5, version, state: 'a' });

describe('what becomes of an append', () => {
  it('is written behind the actual version exactly when that is expected', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2, max: 4 }), fc.integer({ min: 1, max: 4 }), (expected, version) => {
        const isGood = expected < 0 || expected === version;
        const decision = decideAppend(request(expected), active(version), []);
        expect(decision).toEqual(
          isGood ? { kind: 'write', key: 5, version } : { kind: 'answer', outcome: { kind: 'conflict', actual: version } },
        );
      }),
    );
  });

  it.each([
    [-1, { kind: 'write', key: null, version: 0 }],
    [0, { kind: 'write', key: null, version: 0 }],
    [-2, { kind: 'answer', outcome: { kind: 'conflict', actual: 0 } }],
    [3, { kind: 'answer', outcome: { kind: 'conflict', actual: 0 } }],
  ])('a stream that does not exist and the expectation %d', (expected, decision) => {
    expect(decideAppend(request(expected), undefined, [])).toEqual(decision);
  });

  it('is busy before anything else, and closed streams take nothing', () => {
    expect(decideAppend(request(0, 1, true), 'busy', [stored(5, 1)])).toMatchObject({ outcome: { kind: 'busy' } });
    expect(decideAppend(request(-1), { ...active(1), state: 'r' }, [])).toMatchObject({ outcome: { state: 'archived' } });
    expect(decideAppend(request(-1), { ...active(1), state: 'd' }, [])).toMatchObject({ outcome: { state: 'deleted' } });
  });

  it('is the first result again for all of its events in their places, and an id conflict for anything else', () => {
    const repeat = request(0, 2, true);
    expect(decideAppend(repeat, active(9), [stored(5, 3), stored(5, 4)])).toEqual({
      kind: 'answer',
      outcome: { kind: 'repeated', version: 4, partition: 0, positions: [103, 104], recordedAt: 7 },
    });
    const others = [
      [stored(5, 3), undefined],
      [undefined, stored(5, 3)],
      [stored(5, 4), stored(5, 3)],
      [stored(6, 3), stored(6, 4)],
    ];
    for (const events of others)
      expect(decideAppend(repeat, active(9), events)).toMatchObject({ outcome: { kind: 'id-conflict' } });
    expect(decideAppend(repeat, undefined, [stored(5, 1), stored(5, 2)])).toMatchObject({ outcome: { kind: 'id-conflict' } });
  });
});
