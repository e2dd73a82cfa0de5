import { MemoryCurve } from './memory-curve.js';

describe('A curve of memory', () => {
  const curve = (rss: (minute: number) => number) => {
    const made = new MemoryCurve();
    for (let second = 0; second <= 600; second += 10) made.samples.push({ at: second, rss: rss(second / 60) });
    return made;
  };

  it('that is flat after the start does not grow', () => {
    expect(curve((minute) => (minute < 2 ? 50 + 30 * minute : 110)).growthPerMinute(0.3)).toBeCloseTo(0);
  });

  it('that leaks grows by what leaks', () => {
    const leaking = curve((minute) => 100 + 3 * minute);
    expect(leaking.growthPerMinute(0.3)).toBeCloseTo(3);
    expect(leaking.highest).toBe(130);
  });

  it('is read from the metrics of a process', () => {
    const made = new MemoryCurve();
    made.add('# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes 104857600\n');
    made.add('nothing of the kind');
    expect(made.samples.map(({ rss }) => rss)).toEqual([100]);
  });
});
