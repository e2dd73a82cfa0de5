import type { ClientBase, QueryArrayConfig } from 'pg';

/** A statement that is sent as a named prepared one, unless the storage says `preparedStatements: false`. */
export interface Statement {
  /** Starts with the schema: two stores may share a connection. At most 63 bytes. */
  readonly name: string;
  readonly text: string;
}

/** How statements are sent. */
export interface StatementOptions {
  readonly isPrepared: boolean;
  /** Milliseconds after which the answer is not waited for any more, and the connection is given up. */
  readonly limit?: number;
}

/** Values stay the texts that the server sent: whoever needs a number or a payload parses it, once. */
const asText = { getTypeParser: () => (value: string) => value };

/** Runs a statement and gives its rows as arrays of texts. One round trip. */
export async function runStatement<Row extends readonly unknown[]>(
  client: Pick<ClientBase, 'query'>,
  statement: Statement,
  values: readonly unknown[],
  { isPrepared, limit }: StatementOptions,
): Promise<Row[]> {
  const config: QueryArrayConfig & { query_timeout?: number } = {
    text: statement.text,
    values: values as unknown[],
    rowMode: 'array',
    types: asText as unknown as NonNullable<QueryArrayConfig['types']>,
    ...(isPrepared ? { name: statement.name } : {}),
    ...(limit === undefined ? {} : { query_timeout: limit }),
  };
  const { rows } = await client.query<unknown[]>(config);
  return rows as unknown as Row[];
}
