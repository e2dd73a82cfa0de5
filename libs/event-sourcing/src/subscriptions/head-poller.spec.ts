import { ManualClock } from '@ledgerline/testing';
import type { EventBackend, SafeHead } from '../backends/event-backend.js';
import { HeadPoller } from './head-poller.js';

function setUp(partitions = 1) {
  const clock = new ManualClock();
  const state = { head: { position: 0, last: 0 } as SafeHead, looks: 0, isAway: false };
  const backend = {
    partitions,
    isReady: true,
    safeHead: () => {
      state.looks += 1;
      return state.isAway ? Promise.reject(new Error('away')) : Promise.resolve(state.head);
    },
  } as unknown as EventBackend;
  return { clock, state, poller: new HeadPoller(backend, clock) };
}

describe('HeadPoller', () => {
  it('asks nothing while nobody listens', async () => {
    const { clock, state, poller } = setUp();
    poller.hint();
    await clock.advance(10_000);
    expect(state.looks).toBe(0);
  });

  it('asks once for all listeners, ever more rarely while the log rests, up to once a second', async () => {
    const { clock, state, poller } = setUp();
    const heard: number[] = [];
    for (let listener = 0; listener < 5; listener++) poller.listen(0, (head) => head && heard.push(head.position));
    await clock.advance(0);
    expect([state.looks, heard.length]).toEqual([1, 5]);
    await clock.advance(10_000);
    const soFar = state.looks;
    await clock.advance(10_000);
    expect(state.looks - soFar).toBe(10);
  });

  it('looks at once after a hint, and once for a burst of them', async () => {
    const { clock, state, poller } = setUp();
    let position = -1;
    poller.listen(0, (head) => (position = head?.position ?? position));
    await clock.advance(20_000);
    const soFar = state.looks;
    state.head = { position: 7, last: 7 };
    for (let hint = 0; hint < 100; hint++) poller.hint();
    await clock.advance(0);
    expect([state.looks - soFar, position]).toEqual([1, 7]);
  });

  it('looks often while the head is held back', async () => {
    const { clock, state, poller } = setUp();
    state.head = { position: 3, last: 5, heldBack: { pid: 1, since: null } };
    poller.listen(0, () => undefined);
    await clock.advance(10_000);
    const soFar = state.looks;
    await clock.advance(1_000);
    expect(state.looks - soFar).toBe(20);
  });

  it('tells its listeners that the database is away, and goes on', async () => {
    const { clock, state, poller } = setUp();
    const errors: unknown[] = [];
    const positions: number[] = [];
    poller.listen(0, (head, error) => (head ? positions.push(head.position) : errors.push(error)));
    state.isAway = true;
    await clock.advance(5_000);
    expect(errors.length).toBeGreaterThan(3);
    state.isAway = false;
    await clock.advance(1_000);
    expect(positions).not.toEqual([]);
  });

  it('looks again for a new listener, also when the last one went during a look that was hinted at', async () => {
    const { clock, state, poller } = setUp();
    const stop = poller.listen(0, () => {
      poller.hint();
      stop();
    });
    await clock.advance(5_000);
    const soFar = state.looks;
    poller.listen(0, () => undefined);
    await clock.advance(100);
    expect(state.looks).toBeGreaterThan(soFar);
  });

  it('looks no earlier for hints while every listener is busy, and at once when one waits again', async () => {
    const { clock, state, poller } = setUp();
    let isWaiting = false;
    poller.listen(
      0,
      () => undefined,
      () => isWaiting,
    );
    await clock.advance(20_000);
    const soFar = state.looks;
    for (let hint = 0; hint < 100; hint++) {
      poller.hint();
      await clock.advance(5);
    }
    expect(state.looks - soFar).toBeLessThanOrEqual(1);
    isWaiting = true;
    const before = state.looks;
    poller.await();
    await clock.advance(5);
    expect(state.looks - before).toBe(1);
  });

  it('looks at the partitions that somebody listens to', async () => {
    const { clock, state, poller } = setUp(4);
    const stop = poller.listen(2, () => undefined);
    await clock.advance(0);
    expect(state.looks).toBe(1);
    stop();
    await clock.advance(5_000);
    const soFar = state.looks;
    await clock.advance(5_000);
    expect(state.looks).toBe(soFar);
  });
});
