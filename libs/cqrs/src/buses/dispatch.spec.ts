import type { Clock } from '@ledgerline/storage';
import { BusContext } from '../context/bus-context.js';
import { Dispatch, type DispatchBounds } from './dispatch.js';
import { InFlight } from './in-flight.js';

const TIMEOUT = 100;

/** Time that passes when the spec says so. */
class HandClock implements Clock {
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];

  now = () => this.#now;
  monotonic = () => this.#now;
  random = () => 0.5;

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { at: this.#now + delay, callback };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }
}

describe('a dispatch whose time is over', () => {
  let clock: HandClock;
  let finish: (result: unknown) => void;

  beforeEach(() => (clock = new HandClock()));

  function begin(bounds: Partial<DispatchBounds> = {}, outer?: BusContext) {
    const context = new BusContext({ kind: 'command', name: 'Pay', startedAt: 0, deadline: TIMEOUT, ...(outer && { outer }) });
    const gauge = new InFlight().gauge('Pay');
    const surroundings = { clock, gauge, timedOut: () => new Error('timed out'), onLateError: () => {} };
    const dispatch = new Dispatch(surroundings, context, { timeout: TIMEOUT, ...bounds });
    dispatch.settleBy(new Promise((resolve) => (finish = resolve)));
    let outcome = 'open';
    dispatch.promise.then(
      (result) => (outcome = String(result)),
      (error: Error) => (outcome = error.message),
    );
    const settled = async () => {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      return outcome;
    };
    return { context, settled };
  }

  it('is given up, and its signal tells', async () => {
    const { context, settled } = begin();
    clock.advance(TIMEOUT);
    expect(await settled()).toBe('timed out');
    expect(context.signal.aborted).toBe(true);
  });

  it('waits for a commit that has begun: its caller is not told of a time-out of what is then stored', async () => {
    const { context, settled } = begin();
    const ended = context.beginCommit();
    clock.advance(TIMEOUT);
    expect(await settled()).toBe('open');
    expect(context.signal.aborted).toBe(false);
    ended();
    finish('paid');
    expect(await settled()).toBe('paid');
    clock.advance(60_000);
    expect(await settled()).toBe('paid');
  });

  it('does not wait for a commit for ever', async () => {
    const { context, settled } = begin();
    context.beginCommit();
    clock.advance(TIMEOUT);
    clock.advance(4_999);
    expect(await settled()).toBe('open');
    clock.advance(1);
    expect(await settled()).toBe('timed out');
  });

  it('waits for the commit of what it has dispatched as well', async () => {
    const outer = begin();
    const inner = begin({}, outer.context);
    const ended = inner.context.beginCommit();
    clock.advance(TIMEOUT);
    expect([await outer.settled(), await inner.settled()]).toEqual(['open', 'open']);
    ended();
    clock.advance(5_000);
    expect([await outer.settled(), await inner.settled()]).toEqual(['timed out', 'timed out']);
  });

  it('of which the caller has had enough waits for a commit, too', async () => {
    const controller = new AbortController();
    const { context, settled } = begin({ timeout: 0, signal: controller.signal });
    const ended = context.beginCommit();
    controller.abort(new Error('no more interest'));
    expect(await settled()).toBe('open');
    ended();
    finish('paid');
    expect(await settled()).toBe('paid');
  });
});
