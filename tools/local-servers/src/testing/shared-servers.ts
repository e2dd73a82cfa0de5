import { HOW_TO_GET_MARIADB, findMariaDb } from '../mariadb/mariadb-installation.js';
import { startMariaDb } from '../mariadb/start-mariadb.js';
import { startPostgres } from '../postgres/start-postgres.js';
import { SERVER_VARIABLES } from './database-kind.js';
import type { DatabaseKind } from './database-kind.js';

/** The servers that all specs of one test run share. */
export interface SharedServers {
  /** What the specs find in `process.env`. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was left out, and how to get it; for the reader of the run. */
  readonly notices: readonly string[];
  stop(): Promise<void>;
}

interface SharedServer {
  readonly kind: DatabaseKind;
  /** Absent where this machine has no such server. */
  readonly url?: string;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, and MariaDB where there is one, both at once and both without safety from power cuts.
 * Servers named by `TEST_POSTGRES_URL` and `TEST_MYSQL_URL` are used instead and left alone.
 *
 * @throws Error without a MariaDB when `CI` or `REQUIRE_MYSQL` is set: there nothing may be skipped
 */
export async function startSharedServers(env: NodeJS.ProcessEnv = process.env): Promise<SharedServers> {
  if (isMysqlMissing(env) && (isOn(env['CI']) || isOn(env['REQUIRE_MYSQL']))) {
    throw new Error(`The MySQL and MariaDB specs cannot run, and CI or REQUIRE_MYSQL asks for them. ${HOW_TO_GET_MARIADB}`);
  }
  const results = await Promise.allSettled([postgres(env), mysql(env)]);
  const servers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(servers.map((server) => server.stop())));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    stop,
    environment: Object.fromEntries(
      servers.flatMap(({ kind, url }) => (url === undefined ? [] : [[SERVER_VARIABLES[kind], url]])),
    ),
    notices: isMysqlMissing(env) ? [`The MySQL and MariaDB specs are skipped: no server was found. ${HOW_TO_GET_MARIADB}`] : [],
  };
}

const nothingToStop = async (): Promise<void> => undefined;
const isOn = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false'].includes(value);
const isMysqlMissing = (env: NodeJS.ProcessEnv): boolean => !env['TEST_MYSQL_URL'] && findMariaDb(env['PATH']) === undefined;

async function postgres(env: NodeJS.ProcessEnv): Promise<SharedServer> {
  const named = env['TEST_POSTGRES_URL'];
  if (named) return { kind: 'postgres', url: named, stop: nothingToStop };
  const server = await startPostgres({ isDurable: false, settings: { max_connections: 500 } });
  return { kind: 'postgres', url: server.url, stop: () => server.stop('immediate') };
}

async function mysql(env: NodeJS.ProcessEnv): Promise<SharedServer> {
  const named = env['TEST_MYSQL_URL'];
  if (named) return { kind: 'mysql', url: named, stop: nothingToStop };
  if (isMysqlMissing(env)) return { kind: 'mysql', stop: nothingToStop };
  const server = await startMariaDb({ isDurable: false, settings: { 'max-connections': 500 } });
  return { kind: 'mysql', url: server.url, stop: () => server.stop('kill') };
}
