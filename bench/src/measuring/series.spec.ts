import fc from 'fast-check';
import { median, medianRatio, percentile } from './series.js';

describe('median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 3, 4])).toBe(3.5);
  });

  it('has as many values below it as above, in any order', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (numbers) => {
        const middle = median(numbers);
        expect(numbers.filter((number) => number < middle).length).toBeLessThanOrEqual(numbers.length / 2);
        expect(numbers.filter((number) => number > middle).length).toBeLessThanOrEqual(numbers.length / 2);
      }),
    );
  });

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('medianRatio', () => {
  it('compares within a round, so that a machine that slows down changes nothing', () => {
    const ours = { name: 'ours', samples: [200, 20, 2] };
    const peer = { name: 'peer', samples: [100, 10, 1] };
    expect(medianRatio(ours, peer)).toBe(2);
  });
});

describe('The percentile', () => {
  it('is the least value that so much does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(values, 0.99), percentile(values, 0.5), percentile(values, 0), percentile(values, 1)]).toEqual([
      99, 50, 1, 100,
    ]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});
