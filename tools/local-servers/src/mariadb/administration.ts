import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';

/** Runs `work` on a connection of its own to the database of `url`. */
export async function withConnection<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), connectTimeout: 5000 });
  // A server that goes away while nothing is asked is no uncaught error: the next query tells.
  connection.on('error', () => undefined);
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}
