import { alternate } from './alternate.js';

const quiet = { rounds: 3, progress: () => undefined };

describe('alternate', () => {
  it('lets everybody work once a round, starts each round with another, and throws the first round away', async () => {
    const order: string[] = [];
    let sample = 0;
    const contestant = (name: string) => ({ name, sample: async () => (order.push(name), sample++) });
    const series = await alternate(quiet, { ours: contestant('a'), peer: contestant('b'), raw: contestant('c') });
    expect(order.join('')).toBe('abc' + 'bca' + 'cab' + 'abc');
    expect(series).toEqual({
      ours: { name: 'a', samples: [5, 7, 9] },
      peer: { name: 'b', samples: [3, 8, 10] },
      raw: { name: 'c', samples: [4, 6, 11] },
    });
  });

  it('profiles the samples of the first contestant that count, and no others', async () => {
    const profiled: number[] = [];
    let sample = 0;
    const profile = async <T>(work: () => Promise<T>) => {
      const result = await work();
      profiled.push(result as number);
      return result;
    };
    const contestant = { name: 'any', sample: async () => sample++ };
    const series = await alternate({ ...quiet, profile }, { ours: contestant, peer: { ...contestant } });
    expect(profiled).toEqual(series.ours.samples);
  });
});
