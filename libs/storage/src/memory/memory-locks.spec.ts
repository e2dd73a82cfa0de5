import * as fc from 'fast-check';
import { AmbientTransaction } from '../context/ambient-transaction.js';
import { TransactionDeadlockException } from '../exceptions/transaction-deadlock.exception.js';
import { TransactionEndedException } from '../exceptions/transaction-ended.exception.js';
import { MemoryLocks } from './memory-locks.js';
import { MemorySpace } from './memory-space.js';

const space = new MemorySpace();
const begin = () => new AmbientTransaction(space);
const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('locks in memory', () => {
  it('are held until the transaction ends, and then have the next in line as their owner', async () => {
    const locks = new MemoryLocks();
    const [first, second, third] = [begin(), begin(), begin()];
    const order: string[] = [];
    await locks.take('a', first);
    await locks.take('a', first);
    const waiting = [
      locks.take('a', second).then(() => order.push('second')),
      locks.free('a').then(() => order.push('free')),
      locks.take('a', third).then(() => order.push('third')),
    ];
    await turns();
    expect(order).toEqual([]);
    expect([locks.isHeld('a'), locks.isHeld('a', first), locks.isHeld('b')]).toEqual([true, false, false]);
    first.rolledBack();
    await turns();
    expect(order).toEqual(['second']);
    second.rolledBack();
    await turns();
    expect(order).toEqual(['second', 'third']);
    third.rolledBack();
    await Promise.all(waiting);
    expect(order).toEqual(['second', 'third', 'free']);
    expect(locks.isHeld('a')).toBe(false);
  });

  it('are taken by everything of a transaction that waits beside each other', async () => {
    const locks = new MemoryLocks();
    const [holder, waiter] = [begin(), begin()];
    await locks.take('a', holder);
    const both = Promise.all([locks.take('a', waiter), locks.take('a', waiter)]);
    holder.rolledBack();
    await both;
    expect(locks.isHeld('a')).toBe(true);
  });

  it('are not waited for by a transaction that has ended', async () => {
    const locks = new MemoryLocks();
    const [holder, waiter] = [begin(), begin()];
    await locks.take('a', holder);
    const waiting = locks.take('a', waiter);
    waiter.rolledBack();
    await expect(waiting).rejects.toThrow(TransactionEndedException);
    await expect(locks.take('b', waiter)).rejects.toThrow(TransactionEndedException);
    holder.rolledBack();
    await locks.take('a', begin());
  });

  it('find a circle of any length, also where somebody waits for several at a time', async () => {
    const locks = new MemoryLocks();
    const [a, b, c] = [begin(), begin(), begin()];
    await locks.take('a', a);
    await locks.take('b', b);
    await locks.take('c', c);
    const waits = [locks.take('b', a), locks.take('c', a), locks.take('c', b)];
    await expect(locks.take('a', c)).rejects.toThrow(TransactionDeadlockException);
    c.rolledBack();
    a.rolledBack();
    const outcomes = await Promise.allSettled(waits);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('never stop everything: whatever is taken in whatever order, all end, by the lock or by a deadlock', async () => {
    const plans = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(plans, async (all) => {
        const locks = new MemoryLocks();
        const owners = new Map<string, AmbientTransaction>();
        const run = async (names: readonly string[]) => {
          const transaction = begin();
          try {
            for (const name of names) {
              await locks.take(name, transaction);
              const holder = owners.get(name);
              expect(holder === undefined || holder === transaction || !holder.isOpen).toBe(true);
              owners.set(name, transaction);
              await turns();
            }
          } catch (error) {
            expect(error).toBeInstanceOf(TransactionDeadlockException);
          } finally {
            transaction.rolledBack();
          }
        };
        await Promise.all(all.map(run));
        for (const name of ['a', 'b', 'c', 'd']) expect(locks.isHeld(name)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
