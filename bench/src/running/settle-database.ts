import pg from 'pg';

/** After a database was filled: statistics and visibility map up to date, all pages written, so that none of it disturbs the rounds. */
export async function settleDatabase(url: string): Promise<void> {
  await onDatabase(url, ['VACUUM (ANALYZE)', 'CHECKPOINT']);
}

/** A checkpoint, so that each round starts from the same state of the server. */
export function checkpoint(url: string): () => Promise<void> {
  return () => onDatabase(url, ['CHECKPOINT']);
}

async function onDatabase(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
