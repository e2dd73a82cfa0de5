/** Long enough for a schema; leaves room for our longest table name within PostgreSQL's 63 bytes and MySQL's 64 characters. */
const MAX_LENGTH = 32;
const SQL_NAME = /^[a-z_][a-z0-9_]*$/;

/**
 * Refuses a schema or table prefix that would need quoting. Names are the one thing that SQL cannot bind as a parameter.
 *
 * @throws TypeError that says which names are accepted
 */
export function assertSqlName(name: string): void {
  if (typeof name !== 'string' || !SQL_NAME.test(name) || name.length > MAX_LENGTH || name.startsWith('pg_')) {
    throw new TypeError(
      `"${String(name)}" is not a usable SQL name; use 1 to ${MAX_LENGTH} lower-case letters, digits and underscores, not starting with a digit or "pg_"`,
    );
  }
}
