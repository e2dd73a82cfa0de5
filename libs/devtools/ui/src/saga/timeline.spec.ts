import type { AttemptView } from '@ledgerline/devtools/api';
import * as fc from 'fast-check';
import { timelineOf } from './timeline.js';

const attempt = (startedAt: number, duration: number) => ({ startedAt, duration }) as AttemptView;
const DAY = 86_400_000;

describe('the timeline of a saga', () => {
  it('is empty without attempts', () => {
    expect(timelineOf([])).toEqual({ bars: [], gaps: [] });
  });

  it('shows attempts as long as they were, and a day of rest as a short gap', () => {
    const { bars, gaps } = timelineOf([attempt(0, 100), attempt(DAY, 100)]);
    expect(bars.map(({ width }) => Math.round(width))).toEqual([47, 47]);
    expect(gaps.map(({ length, width }) => [length, Math.round(width)])).toEqual([[DAY - 100, 6]]);
    expect(bars[1]!.left).toBeCloseTo(gaps[0]!.left + gaps[0]!.width);
  });

  it('puts attempts that ran side by side above each other', () => {
    const { bars, gaps } = timelineOf([attempt(0, 100), attempt(50, 100)]);
    expect(gaps).toEqual([]);
    expect(bars.map(({ left }) => Math.round(left))).toEqual([0, 33]);
  });

  it('stays within its width and keeps the order', () => {
    const attempts = fc.array(fc.tuple(fc.nat(10 * DAY), fc.nat(60_000)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(attempts, (given) => {
        const { bars } = timelineOf(given.map(([startedAt, duration]) => attempt(startedAt, duration)));
        for (const [index, { left, width }] of bars.entries()) {
          expect(left).toBeGreaterThanOrEqual(bars[index - 1]?.left ?? 0);
          expect(left + width).toBeLessThanOrEqual(100.7);
        }
      }),
    );
  });
});
