import { MemoryCurve } from './memory-curve.js';

describe('A curve of memory', () => {
  const curve = (rss: (minute: number) => number) => {
    const made = new MemoryCurve();
    // The collector runs every 15 seconds; what it has not got to says nothing.
    for (let second = 0; second <= 600; second += 1) {
      const heap = rss(second / 60);
      made.samples.push({ at: second, rss: heap, heap: heap + (second % 15) * 4 });
    }
    return made;
  };

  it('that is flat after the start does not grow', () => {
    expect(curve((minute) => (minute < 2 ? 50 + 30 * minute : 110)).growthPerMinute(0.3)).toBeCloseTo(0, 0);
  });

  it('that leaks grows by what leaks', () => {
    const leaking = curve((minute) => 100 + 3 * minute);
    expect(leaking.growthPerMinute(0.3)).toBeCloseTo(3, 0);
    expect(leaking.highest).toBe(130);
  });

  it('is read from the metrics of a process', () => {
    const made = new MemoryCurve();
    made.add('process_resident_memory_bytes 104857600\nnodejs_heap_size_used_bytes 52428800\n');
    made.add('nothing of the kind');
    expect(made.samples).toEqual([{ at: expect.any(Number), rss: 100, heap: 50 }]);
  });
});
