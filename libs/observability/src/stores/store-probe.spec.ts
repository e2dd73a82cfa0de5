import type { Clock } from '@ledgerline/storage';
import { StoreProbe } from './store-probe.js';

/** A clock that stands still until it is told to go on. */
class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now = () => this.#now;
  monotonic = () => this.#now;
  random = () => 0.5;

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(by: number): void {
    this.#now += by;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.callback();
    }
  }

  get timers(): number {
    return this.#timers.size;
  }
}

const never = () => new Promise<number>(() => {});

describe('A probe', () => {
  it('tells the latency of a store that answers, rounded to tenths', async () => {
    const clock = new ManualClock();
    await expect(new StoreProbe(async () => 1.234, clock).check()).resolves.toEqual({ isUp: true, latency: 1.2 });
    expect(clock.timers).toBe(0);
  });

  it('tells the reason of a store that refuses', async () => {
    const probe = new StoreProbe(() => Promise.reject(new Error('connection refused')), new ManualClock());
    await expect(probe.check()).resolves.toEqual({ isUp: false, reason: 'connection refused' });
  });

  it('has an answer after a second when the store has none', async () => {
    const clock = new ManualClock();
    const check = new StoreProbe(never, clock).check();
    clock.advance(1_000);
    await expect(check).resolves.toEqual({ isUp: false, reason: 'no answer within 1000 ms' });
  });

  it('asks once for all checks of the moment', async () => {
    let answer!: (latency: number) => void;
    const ping = jest.fn(() => new Promise<number>((resolve) => (answer = resolve)));
    const probe = new StoreProbe(ping, new ManualClock());
    const checks = [probe.check(), probe.check(), probe.check()];
    answer(3);
    expect(await Promise.all(checks)).toEqual(Array.from({ length: 3 }, () => ({ isUp: true, latency: 3 })));
    expect(ping).toHaveBeenCalledTimes(1);
    const later = probe.check();
    answer(4);
    await expect(later).resolves.toEqual({ isUp: true, latency: 4 });
    expect(ping).toHaveBeenCalledTimes(2);
  });

  it('asks no second time while the first question is open, and anew when it has been open for ten seconds', async () => {
    const clock = new ManualClock();
    const ping = jest.fn(never);
    const probe = new StoreProbe(ping, clock);
    for (let second = 1; second <= 10; second++) {
      const check = probe.check();
      clock.advance(1_000);
      await check;
    }
    expect(ping).toHaveBeenCalledTimes(1);
    ping.mockImplementationOnce(async () => 2);
    await expect(probe.check()).resolves.toEqual({ isUp: true, latency: 2 });
    expect(ping).toHaveBeenCalledTimes(2);
  });
});
