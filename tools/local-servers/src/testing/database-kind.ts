/** The engines that tests can have a database on. */
export type DatabaseKind = 'postgres' | 'mysql';

/** The variables by which the test set-up tells the specs where its servers are. */
export const SERVER_VARIABLES: Readonly<Record<DatabaseKind, string>> = {
  postgres: 'LEDGERLINE_TEST_POSTGRES_URL',
  mysql: 'LEDGERLINE_TEST_MYSQL_URL',
};

/** Whether this test run has a server of `kind`: `(isAvailable('mysql') ? describe : describe.skip)('…', …)`. */
export const isAvailable = (kind: DatabaseKind): boolean => Boolean(process.env[SERVER_VARIABLES[kind]]);

/** The kinds that this test run has a server of, for `describe.each`; PostgreSQL is always among them. */
export function availableDatabases(): DatabaseKind[] {
  return (Object.keys(SERVER_VARIABLES) as DatabaseKind[]).filter(isAvailable);
}
