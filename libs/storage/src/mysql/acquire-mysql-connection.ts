import type { Pool, PoolConnection } from 'mysql2';

/** `mysql2` waits for a free connection for as long as it takes; this is how long we do, in milliseconds. */
const ACQUIRE_TIMEOUT = 5_000;

/**
 * A connection of the pool; whoever gets it releases or destroys it.
 *
 * @throws Error with the code `ETIMEDOUT` when none is to be had within 5 s, or what connecting failed with
 */
export function acquireMysqlConnection(pool: Pool, timeout: number = ACQUIRE_TIMEOUT): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      const message = `timeout exceeded when trying to connect: no connection of the pool was free within ${timeout} ms`;
      reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
    }, timeout);
    pool.getConnection((error, connection) => {
      clearTimeout(timer);
      if (error) return reject(error as Error);
      if (isLate) return connection.release();
      // A connection that dies tells its query, too; without a listener it would end the process.
      if (connection.listenerCount('error', ignore) === 0) connection.on('error', ignore);
      resolve(connection);
    });
  });
}

function ignore(): void {}
