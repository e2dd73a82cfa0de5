import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { withConnection } from '../mariadb/administration.js';
import { withClient } from '../postgres/administration.js';
import type { DatabaseKind } from './database-kind.js';

async function tableNames(kind: DatabaseKind, url: string): Promise<string[]> {
  if (kind === 'postgres') {
    const { rows } = await withClient(url, (client) =>
      client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"),
    );
    return rows.map((row) => row.name);
  }
  const [rows] = await withConnection(url, (connection) => connection.query('SHOW TABLES'));
  return (rows as object[]).flatMap((row) => Object.values(row) as string[]);
}

async function run(kind: DatabaseKind, url: string, statement: string): Promise<void> {
  if (kind === 'postgres') await withClient(url, (client) => client.query(statement));
  else await withConnection(url, (connection) => connection.query(statement));
}

describe.each(availableDatabases())('freshDatabase on %s', (kind) => {
  it('gives each caller an empty database of its own', async () => {
    const [one, other] = await Promise.all([freshDatabase(kind), freshDatabase(kind)]);
    await run(kind, one.url, 'CREATE TABLE orders (id integer)');
    expect(await tableNames(kind, one.url)).toEqual(['orders']);
    expect(await tableNames(kind, other.url)).toEqual([]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('drops a database that still has sessions', async () => {
    const database = await freshDatabase(kind);
    if (kind === 'postgres') await withClient(database.url, () => database.drop());
    else await withConnection(database.url, () => database.drop());
    await expect(tableNames(kind, database.url)).rejects.toThrow(/does not exist|unknown database/i);
  });
});
