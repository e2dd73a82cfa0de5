import type { Clock } from '@ledgerline/storage';
import * as fc from 'fast-check';
import { Deadlines } from './deadlines.js';

/** Time that passes when a test says so. */
class ManualClock implements Clock {
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];
  timersSet = 0;

  now = () => this.#now;
  monotonic = () => this.#now;
  random = () => 0.5;

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { at: this.#now + delay, callback };
    this.#timers.push(timer);
    this.timersSet += 1;
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (let due = this.#next(until); due; due = this.#next(until)) {
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = until;
  }

  #next(until: number) {
    return this.#timers.filter(({ at }) => at <= until).sort((left, right) => left.at - right.at)[0];
  }
}

describe('deadlines', () => {
  it('expire what is not taken out in time, once, neither early nor more than a moment late', () => {
    const step = fc.record({ pause: fc.integer({ min: 0, max: 120 }), endsAfter: fc.option(fc.integer({ min: 0, max: 200 })) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const clock = new ManualClock();
        const deadlines = new Deadlines(clock);
        const seen: { dueAt: number; endsAt: number; expiredAt: number[] }[] = [];
        for (const { pause, endsAfter } of steps) {
          clock.advance(pause);
          const entry = {
            dueAt: clock.now() + 100,
            endsAt: endsAfter === null ? Infinity : clock.now() + endsAfter,
            expiredAt: [] as number[],
          };
          const remove = deadlines.add({ dueAt: entry.dueAt, expire: () => entry.expiredAt.push(clock.now()) });
          if (endsAfter !== null) clock.setTimer(remove, endsAfter);
          seen.push(entry);
        }
        clock.advance(1000);
        for (const { dueAt, endsAt, expiredAt } of seen) {
          if (endsAt > dueAt) expect(expiredAt).toEqual([dueAt]);
          else if (endsAt < dueAt) expect(expiredAt).toEqual([]);
        }
      }),
    );
  });

  it('set one timer for thousands that end in time', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock);
    for (let index = 0; index < 5000; index++) deadlines.add({ dueAt: clock.now() + 100, expire: () => {} })();
    expect(clock.timersSet).toBe(1);
  });
});
