import * as fc from 'fast-check';
import { sparklinePath } from './sparkline-path.js';

describe('a sparkline', () => {
  it('goes through its box from left to right', () => {
    expect(sparklinePath([0, 2, 1], 20, 10)).toBe('M0 10L10 0L20 5');
  });

  it('is a flat line where nothing happened, and none without values', () => {
    expect([sparklinePath([0, 0], 10, 4), sparklinePath([], 10, 4), sparklinePath([3], 10, 4)]).toEqual([
      'M0 4L10 4',
      '',
      'M0 0',
    ]);
  });

  it('never leaves the box', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
        const places = [...sparklinePath(values, 100, 20).matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
        for (const [, x, y] of places) {
          expect(Number(x)).toBeLessThanOrEqual(100.1);
          expect(Number(y)).toBeLessThanOrEqual(20);
        }
        expect(places).toHaveLength(values.length);
      }),
    );
  });
});
