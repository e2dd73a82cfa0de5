import type { MemorySpace } from '../memory/memory-space.js';
import { AmbientTransaction } from './ambient-transaction.js';
import type { TransactionOptions } from './transaction-options.js';
import { untilAborted } from './until-aborted.js';

/**
 * A transaction in memory: what is written in it is kept back and applied when the work is done, in one turn of the event loop, so that nobody
 * sees a part of it.
 */
export async function runMemoryTransaction<R>(
  space: MemorySpace,
  work: (transaction: AmbientTransaction) => Promise<R>,
  { signal, onCommitting, pauseAt }: TransactionOptions,
): Promise<R> {
  const transaction = new AmbientTransaction(space);
  try {
    await pauseAt?.('after-begin');
    const result = await untilAborted(work(transaction), signal);
    await pauseAt?.('after-work');
    commit(transaction, onCommitting);
    await transaction.committed();
    await pauseAt?.('after-commit');
    return result;
  } catch (error) {
    transaction.rolledBack();
    throw error;
  }
}

function commit(transaction: AmbientTransaction, onCommitting: (() => void) | undefined): void {
  if (transaction.prepare())
    throw new TypeError('In memory nothing may be waited for between the end of the work and the commit.');
  onCommitting?.();
  transaction.commitInMemory();
}
