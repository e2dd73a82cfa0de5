import { age, clockTime, duration } from './time.js';

describe('lengths of time', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_400, '1.4 s'],
    [61_000, '61 s'],
    [600_000, '10 min'],
    [5 * 3_600_000, '5 h'],
    [3 * 86_400_000, '3 d'],
    [-5, '0 ms'],
  ])('%i is %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

  it('are of the past, of the future, or now', () => {
    expect([age(0, 3_000), age(3_000, 0), age(10, 0)]).toEqual(['3.0 s ago', 'in 3.0 s', 'now']);
  });
});

describe('the time of day', () => {
  const noon = new Date(2026, 2, 4, 12, 5, 6, 7).getTime();

  it('has its date where that is another day', () => {
    expect(clockTime(noon, noon + 1_000)).toBe('12:05:06.007');
    expect(clockTime(noon, noon + 86_400_000)).toBe('2026-03-04 12:05:06.007');
  });
});
