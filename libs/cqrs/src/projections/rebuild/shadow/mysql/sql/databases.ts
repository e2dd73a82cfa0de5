/**
 * The character set and collation of those of the named databases that this login can see. Dictionary only.
 *
 * Parameters: names. Row: `{ name, charset, collation }`.
 */
export const DATABASES = `
  SELECT SCHEMA_NAME AS name, DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation
  FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (?)`;

/** A row of {@link DATABASES}. */
export interface DatabaseRow {
  readonly name: string;
  readonly charset: string;
  readonly collation: string;
}
