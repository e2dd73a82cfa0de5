import { systemClock } from '@ledgerline/storage';
import { SwapSchedule } from './swap-schedule.js';

describe('The schedule of a swap', () => {
  const schedule = new SwapSchedule({ ...systemClock, random: () => 0.5 });
  const pauses = (times: number) =>
    Array.from({ length: times }, () => {
      schedule.busy();
      return schedule.pause;
    });

  it('looks often while there is nothing in the way', () => {
    schedule.early();
    expect(schedule.pause).toBe(100);
  });

  it('waits longer and longer for a reader, up to ten seconds', () => {
    expect(pauses(7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('begins anew when the reader has gone', () => {
    schedule.early();
    expect(pauses(1)).toEqual([500]);
  });

  it('does not keep step with others', () => {
    const extremes = [0, 1].map((random) => new SwapSchedule({ ...systemClock, random: () => random }).pause);
    expect(extremes).toEqual([75, 125]);
  });
});
