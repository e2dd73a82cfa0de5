import { ManualClock } from '@ledgerline/testing';
import { MemoryCheckpointStore } from '../backends/memory/memory-checkpoint-store.js';
import type { MemoryShare } from '../backends/memory/memory-log.js';
import type { ShareKey } from './checkpoint-store.js';
import { ShareLeaseKeeper } from './share-lease-keeper.js';

const TERM = 9_000;
const KEY: ShareKey = { name: 'spec', members: 1, member: 0, partition: 0 };

function setUp() {
  const clock = new ManualClock();
  const store = new MemoryCheckpointStore(new Map<string, MemoryShare>(), clock);
  const keeper = (owner: string) => new ShareLeaseKeeper(store, KEY, owner, TERM, clock);
  return { clock, store, one: keeper('one'), other: keeper('other') };
}

describe('ShareLeaseKeeper', () => {
  it('renews its lease for as long as it lives', async () => {
    const { clock, one, other } = setUp();
    expect(await one.acquire(5)).toBe(true);
    await clock.advance(10 * TERM);
    expect([await one.isHeld(), await other.acquire(0), one.position]).toEqual([true, false, 5]);
  });

  it('knows after a pause, in which no timer ran, that somebody else has taken over, and moves nothing', async () => {
    const { clock, one, other } = setUp();
    await one.acquire(0);
    clock.stall(TERM + 1);
    expect(await other.acquire(0)).toBe(true);
    expect(await one.advance(7)).toBe(false);
    expect(await one.isHeld()).toBe(false);
    expect([await other.advance(3), other.position]).toEqual([true, 3]);
  });

  it('goes on after a pause in which nobody took over', async () => {
    const { clock, one } = setUp();
    await one.acquire(0);
    clock.stall(3 * TERM);
    expect([await one.isHeld(), await one.advance(4)]).toEqual([true, true]);
  });

  it('gives the lease back, with its checkpoint', async () => {
    const { one, other } = setUp();
    await one.acquire(0);
    await one.advance(9);
    await one.release();
    expect([await one.isHeld(), await one.advance(10)]).toEqual([false, false]);
    expect([await other.acquire(0), other.position]).toEqual([true, 9]);
  });

  it('keeps trying to renew while the database is away, and trusts the lease no longer than its term', async () => {
    const { clock, store, one } = setUp();
    await one.acquire(0);
    const renew = jest.spyOn(store, 'renew').mockRejectedValue(new Error('away'));
    await clock.advance(TERM - 1);
    expect(await one.isHeld()).toBe(true);
    await clock.advance(2);
    await expect(one.isHeld()).rejects.toThrow('away');
    renew.mockRestore();
    expect(await one.isHeld()).toBe(true);
  });
});
