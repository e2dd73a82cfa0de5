import fc from 'fast-check';
import { BatchSize } from './batch-size.js';

describe('The size of a batch', () => {
  it('grows while full batches are quick, up to the limit', () => {
    const size = new BatchSize(500);
    for (let batch = 0; batch < 10; batch++) size.handled(size.current, 10);
    expect(size.current).toBe(500);
  });

  it('stays where it is while batches are not full', () => {
    const size = new BatchSize(500);
    const before = size.current;
    size.handled(1, 1);
    expect(size.current).toBe(before);
  });

  it('shrinks when a batch is slow or fails, to one event at the least', () => {
    const size = new BatchSize(500);
    size.handled(size.current, 1_000);
    expect(size.current).toBe(16);
    for (let batch = 0; batch < 20; batch++) size.failed();
    expect(size.current).toBe(1);
  });

  it('is within its limits, whatever happens', () => {
    const happenings = fc.array(fc.record({ events: fc.nat(1_000), duration: fc.nat(2_000), fails: fc.boolean() }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), happenings, (most, batches) => {
        const size = new BatchSize(most);
        for (const { events, duration, fails } of batches) {
          if (fails) size.failed();
          else size.handled(events, duration);
          expect(Number.isInteger(size.current) && size.current >= 1 && size.current <= most).toBe(true);
        }
      }),
    );
  });
});
