import { EventEmitter } from 'node:events';
import type { Pool } from 'mysql2';
import { isConnectionError } from '../connections/connection-error.js';
import { acquireMysqlConnection } from './acquire-mysql-connection.js';

type Callback = (error: Error | null, connection?: unknown) => void;

/** A pool that answers when told. */
function fakePool() {
  const waiting: Callback[] = [];
  const pool = { getConnection: (callback: Callback) => waiting.push(callback) } as unknown as Pool;
  return { pool, answer: (error: Error | null, connection?: unknown) => waiting.shift()!(error, connection) };
}

describe('a connection of a mysql2 pool', () => {
  it('is not waited for without end: the error counts as a lost connection, and a late one goes back to the pool', async () => {
    const { pool, answer } = fakePool();
    const error: unknown = await acquireMysqlConnection(pool, 5).catch((reason: unknown) => reason);
    expect(isConnectionError(error)).toBe(true);
    const late = Object.assign(new EventEmitter(), { release: jest.fn() });
    answer(null, late);
    expect(late.release).toHaveBeenCalledTimes(1);
  });

  it('that dies while it is held is no uncaught error, however often it was handed out', async () => {
    const { pool, answer } = fakePool();
    const connection = new EventEmitter();
    for (let turn = 0; turn < 3; turn++) {
      const acquired = acquireMysqlConnection(pool);
      answer(null, connection);
      expect(await acquired).toBe(connection);
    }
    expect(connection.listenerCount('error')).toBe(1);
    expect(() => connection.emit('error', new Error('gone'))).not.toThrow();
  });

  it('that cannot be made fails with the reason', async () => {
    const { pool, answer } = fakePool();
    const acquired = acquireMysqlConnection(pool);
    answer(new Error('refused'));
    await expect(acquired).rejects.toThrow('refused');
  });
});
