import type { Connection, QueryOptions, ResultSetHeader } from 'mysql2';

/** A value to bind. Numbers travel as doubles, which is exact for safe integers; a LIMIT must be a bigint. */
export type SqlValue = string | number | bigint | boolean | Buffer | null;

/** What a statement answered: one list of rows for each result set, and the counts of the last one that wrote. */
export interface StatementResult<Row extends readonly unknown[]> {
  readonly rows: Row[];
  readonly sets: readonly (readonly (readonly unknown[])[])[];
  readonly affectedRows: number;
  readonly insertId: number;
}

/** Runs a statement on a connection that is the caller's, or on any of the pool. */
export type RunStatement = (sql: string, values: readonly SqlValue[]) => Promise<StatementResult<readonly unknown[]>>;

/**
 * Runs one statement on a connection; rows are arrays. One round trip, and one more the first time that a connection prepares it.
 *
 * Texts travel as bytes of UTF-8, and columns of text are selected as bytes: neither the connection's character set nor the
 * server's `sql_mode` can change them on the way.
 */
export function runStatement<Row extends readonly unknown[] = readonly unknown[]>(
  connection: Connection,
  sql: string,
  values: readonly SqlValue[],
  isPrepared: boolean,
): Promise<StatementResult<Row>> {
  const options: QueryOptions = { sql, values: values.map(asBytes), rowsAsArray: true, typeCast: true };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: unknown) => (error ? reject(error) : resolve(resultOf<Row>(result)));
    if (isPrepared) connection.execute(options, done);
    else connection.query(options, done);
  });
}

/** The text of a column that came as bytes, or as a text. */
export function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}

function asBytes(value: SqlValue): Exclude<SqlValue, string> {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

function resultOf<Row extends readonly unknown[]>(result: unknown): StatementResult<Row> {
  const { sets, header } = Array.isArray(result) ? setsOf(result as unknown[]) : { sets: [], header: result as ResultSetHeader };
  const { affectedRows = 0, insertId = 0 } = header ?? {};
  return { rows: (sets[0] ?? []) as unknown as Row[], sets, affectedRows, insertId: Number(insertId) };
}

/** A procedure's answer is a list of result sets with a header at its end; a query's is its rows. */
function setsOf(result: unknown[]): { sets: unknown[][][]; header: ResultSetHeader | undefined } {
  const last = result.at(-1);
  const isProcedure = typeof last === 'object' && last !== null && !Array.isArray(last);
  if (!isProcedure) return { sets: [result as unknown[][]], header: undefined };
  return { sets: result.slice(0, -1) as unknown[][][], header: last as ResultSetHeader };
}
