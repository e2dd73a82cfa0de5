import { DispatchStatistics } from './dispatch-statistics.js';

describe('Statistics of dispatches', () => {
  it('count all, and tell quantiles of the last ones', () => {
    const statistics = new DispatchStatistics();
    for (let number = 1; number <= 100; number++) statistics.add('command', 'Ship', number, number % 10 === 0);
    expect(statistics.of('command', 'Ship')).toEqual({ count: 100, errors: 10, p50: 51, p95: 96 });
    for (let number = 0; number < 500; number++) statistics.add('command', 'Ship', 7, false);
    expect(statistics.of('command', 'Ship')).toEqual({ count: 600, errors: 10, p50: 7, p95: 7 });
  });

  it('know nothing of what was never dispatched, and tell commands from queries', () => {
    const statistics = new DispatchStatistics();
    statistics.add('query', 'Ship', 1, false);
    expect(statistics.of('command', 'Ship')).toBeUndefined();
  });
});
