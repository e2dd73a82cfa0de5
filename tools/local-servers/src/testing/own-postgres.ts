import type { PostgresServer } from '../postgres/postgres-server.js';
import { startPostgres } from '../postgres/start-postgres.js';
import type { StartPostgresOptions } from '../postgres/start-postgres.js';

/**
 * Starts a PostgreSQL of the spec's own, to be killed and restarted at will: every commit is with the operating system before it is
 * answered. It lives in a temporary folder, in memory where there is room; call `stop` at the end.
 */
export function startOwnPostgres(options: Omit<StartPostgresOptions, 'dataDir'> = {}): Promise<PostgresServer> {
  return startPostgres({ inMemory: true, ...options, isDurable: true });
}
