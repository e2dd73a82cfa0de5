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
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, and MariaDB where there is one, both at once and both without safety from power cuts.
 * Servers named by `TEST_POSTGRES_URL` and `TEST_MYSQL_URL` are used instead and left alone.
 *
 * @throws Error without a MariaDB when `CI` or `REQUIRE_MYSQL` is set: there nothing may be skipped
 */
export async function startSharedServers(env: NodeJS.ProcessEnv = process.env, find = findMariaDb): Promise<SharedServers> {
  const isMysqlMissing = !env['TEST_MYSQL_URL'] && find() === undefined;
  if (isMysqlMissing && (isOn(env['CI']) || isOn(env['REQUIRE_MYSQL']))) {
    throw new Error(`The MySQL and MariaDB specs cannot run, and CI or REQUIRE_MYSQL asks for them. ${HOW_TO_GET_MARIADB}`);
  }
  const results = await Promise.allSettled([postgres(env), ...(isMysqlMissing ? [] : [mysql(env)])]);
  const servers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(servers.map((server) => server.stop())));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    stop,
    environment: Object.fromEntries(servers.map(({ kind, url }) => [SERVER_VARIABLES[kind], url])),
    notices: isMysqlMissing ? [`The MySQL and MariaDB specs are skipped: no server was found. ${HOW_TO_GET_MARIADB}`] : [],
  };
}

const nothingToStop = async (): Promise<void> => undefined;
const isOn = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false'].includes(value);

async function postgres(env: NodeJS.ProcessEnv): Promise<SharedServer> {
  const named = env['TEST_POSTGRES_URL'];
  if (named) return { kind: 'postgres', url: named, stop: nothingToStop };
  const server = await startPostgres({ isDurable: false, inMemory: true, settings: { max_connections: 500 } });
  return { kind: 'postgres', url: server.url, stop: () => server.stop('immediate') };
}

async function mysql(env: NodeJS.ProcessEnv): Promise<SharedServer> {
  const named = env['TEST_MYSQL_URL'];
  if (named) return { kind: 'mysql', url: named, stop: nothingToStop };
  const server = await startMariaDb({ isDurable: false, inMemory: true, settings: { 'max-connections': 500 } });
  return { kind: 'mysql', url: server.url, stop: () => server.stop('kill') };
}
