import { setImmediate } from 'node:timers/promises';
import { throughput } from './throughput.js';

describe('throughput', () => {
  afterEach(() => jest.restoreAllMocks());

  it('counts the work of all callers, also of those that wait at the same time', async () => {
    let milliseconds = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => milliseconds);
    let done = 0;
    const rate = await throughput(50, 200, async () => {
      await setImmediate();
      milliseconds += 1;
      done += 3;
      return 3;
    });
    expect(milliseconds).toBeGreaterThanOrEqual(200);
    expect(rate).toBe((done / milliseconds) * 1000);
    expect(rate).toBe(3000);
  });

  it('lets each caller do a piece at least, and hands on what goes wrong', async () => {
    const callers: number[] = [];
    await throughput(3, 0, async (caller) => callers.push(caller));
    expect(callers.sort((a, b) => a - b)).toEqual([0, 1, 2]);
    await expect(throughput(2, 10, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  });
});
