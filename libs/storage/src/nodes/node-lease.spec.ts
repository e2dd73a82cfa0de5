import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import { NodeLease } from './node-lease.js';
import type { NodeIdentity, NodeStore } from './node-store.js';

const TERM = 900;

/** Two clocks that the spec moves, and timers that follow the monotonic one. */
class ManualClock implements Clock {
  wall = 1_000_000;
  steady = 0;
  #timers: { at: number; callback: () => void }[] = [];
  now = () => this.wall;
  monotonic = () => this.steady;
  random = () => 0.5;
  setTimer(callback: () => void, delay: number): () => void {
    const timer = { at: this.steady + delay, callback };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((each) => each !== timer));
  }
  async advance(by: number): Promise<void> {
    this.wall += by;
    this.steady += by;
    const due = this.#timers.filter(({ at }) => at <= this.steady);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { callback } of due) callback();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

class ScriptedStore implements NodeStore {
  readonly registered: string[] = [];
  answer: 'renewed' | 'dead' | 'away' = 'renewed';
  async register({ id }: NodeIdentity): Promise<void> {
    if (this.answer === 'away') throw new Error('away');
    this.registered.push(id);
  }
  async renew(): Promise<boolean> {
    if (this.answer === 'away') throw new Error('away');
    return this.answer === 'renewed';
  }
  declareDead = async () => [];
  close = async () => {};
}

function open() {
  const clock = new ManualClock();
  const store = new ScriptedStore();
  const heard: string[] = [];
  const lease = new NodeLease(store, TERM, clock, {
    onSilent: () => heard.push('silent'),
    onRegained: () => heard.push('regained'),
    onLost: (id) => heard.push(`lost ${id === store.registered[0]}`),
  });
  return { clock, store, heard, lease };
}

describe('The lease of a node', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('is held while it is renewed, a third of the term apart', async () => {
    const { clock, heard, lease } = open();
    expect(lease.isHeld()).toBe(false);
    await lease.start();
    for (let beat = 0; beat < 10; beat++) {
      await clock.advance(TERM / 3);
      expect(lease.isHeld()).toBe(true);
    }
    expect(heard).toEqual([]);
  });

  it('is not held after a term of silence, and is again, under the same name, when a renewal gets through', async () => {
    const { clock, store, heard, lease } = open();
    await lease.start();
    const { id } = lease;
    store.answer = 'away';
    for (let beat = 0; beat < 4; beat++) await clock.advance(TERM / 3);
    expect(lease.isHeld()).toBe(false);
    store.answer = 'renewed';
    await clock.advance(TERM / 3);
    expect([lease.isHeld(), lease.id]).toEqual([true, id]);
    expect(heard).toEqual(['silent', 'regained']);
  });

  it.each(['wall', 'steady'] as const)(
    'is not held after a pause that only the %s clock has counted, before any timer ran',
    async (which) => {
      const { clock, heard, lease } = open();
      await lease.start();
      clock[which] += TERM;
      expect(lease.isHeld()).toBe(false);
      expect(heard).toEqual(['silent']);
    },
  );

  it('is lost when the node was declared dead: it goes on under a new name', async () => {
    const { clock, store, heard, lease } = open();
    await lease.start();
    store.answer = 'dead';
    await clock.advance(TERM / 3);
    expect(heard).toEqual(['lost true']);
    expect(store.registered).toHaveLength(2);
    expect(lease.id).toBe(store.registered[1]);
    expect(lease.isHeld()).toBe(true);
  });

  it('is registered by a later beat when the store was away at that moment', async () => {
    const { clock, store, lease } = open();
    await lease.start();
    store.answer = 'dead';
    const renewing = clock.advance(TERM / 3);
    store.answer = 'away';
    await renewing;
    store.answer = 'renewed';
    await clock.advance(TERM / 3);
    expect(lease.isHeld()).toBe(true);
  });
});
