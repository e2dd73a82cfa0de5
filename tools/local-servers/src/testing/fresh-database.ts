import { randomBytes } from 'node:crypto';
import { withConnection } from '../mariadb/administration.js';
import { withClient } from '../postgres/administration.js';
import { SERVER_VARIABLES } from './database-kind.js';
import type { DatabaseKind } from './database-kind.js';

/** A new, empty database on the server that all specs of a run share. */
export interface FreshDatabase {
  readonly kind: DatabaseKind;
  readonly name: string;
  /** For an administrator of the server. */
  readonly url: string;
  /** Removes the database, ending whatever sessions it still has. */
  drop(): Promise<void>;
}

/** How a database is made and removed on each kind; names are our own and need no quotes. */
const STATEMENTS = {
  postgres: {
    create: (name: string) => `CREATE DATABASE ${name} TEMPLATE template0`,
    drop: (name: string) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
  },
  mysql: {
    create: (name: string) => `CREATE DATABASE ${name} CHARACTER SET utf8mb4`,
    drop: (name: string) => `DROP DATABASE IF EXISTS ${name}`,
  },
} as const;

/**
 * Creates a new, empty database on the shared server of this test run. Databases that nobody drops go with the server.
 *
 * @throws Error when this run has no server of that kind
 */
export async function freshDatabase(kind: DatabaseKind): Promise<FreshDatabase> {
  const server = process.env[SERVER_VARIABLES[kind]];
  if (!server) {
    throw new Error(
      `This test run has no ${kind} server (${SERVER_VARIABLES[kind]} is not set). ` +
        'Run under Jest with the global set-up of the repository, and ask isAvailable() first.',
    );
  }
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await execute(kind, server, STATEMENTS[kind].create(name));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { kind, name, url: url.href, drop: () => execute(kind, server, STATEMENTS[kind].drop(name)) };
}

async function execute(kind: DatabaseKind, server: string, statement: string): Promise<void> {
  if (kind === 'postgres') await withClient(server, (client) => client.query(statement));
  else await withConnection(server, (connection) => connection.query(statement));
}
