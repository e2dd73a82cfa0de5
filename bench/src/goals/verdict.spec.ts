import { atLeast, atMost, within } from './verdict.js';

const series = (name: string, ...samples: number[]) => ({ name, samples });

describe('a verdict', () => {
  it('of a rate is met from the target upwards', () => {
    expect(atLeast(2, series('ours', 200), series('Emmett', 100))).toEqual({
      target: '≥ 2 × Emmett',
      reached: '2.00 ×',
      value: 2,
      isMet: true,
    });
    expect(atLeast(2, series('ours', 199), series('Emmett', 100)).isMet).toBe(false);
  });

  it('of a time is met from the target downwards', () => {
    expect(atMost(1.2, series('ours', 12), series('small', 10), 'large')).toMatchObject({
      target: 'large ≤ 1.2 × small',
      isMet: true,
    });
    expect(atMost(1.2, series('ours', 13), series('small', 10)).isMet).toBe(false);
  });

  it('of a quantity is met up to its limit', () => {
    expect(within(100, 'MB', 'growth', 6.751)).toMatchObject({ target: 'growth ≤ 100 MB', reached: '6.75 MB', isMet: true });
    expect(within(100, 'MB', 'growth', 101)).toMatchObject({ reached: '101 MB', isMet: false });
  });
});
