import pg from 'pg';

/** Everything that steps did outside, by key: the provider's books, in a database of their own pool. */
export class Ledger {
  private readonly pool: pg.Pool;

  /** @param isQuick whether the provider never takes long */
  constructor(
    url: string,
    readonly isQuick = false,
  ) {
    this.pool = new pg.Pool({ connectionString: url, max: 4 });
    this.pool.on('error', () => undefined);
  }

  async create(): Promise<void> {
    await this.pool.query(
      'CREATE TABLE IF NOT EXISTS effects (number bigserial PRIMARY KEY, key text, saga text, step text, in_doubt boolean, pid integer, at timestamptz DEFAULT clock_timestamp())',
    );
  }

  /** Books a call, each time that it is made. */
  async note(key: string, saga: string, step: string, inDoubt: boolean): Promise<void> {
    await this.pool.query('INSERT INTO effects (key, saga, step, in_doubt, pid) VALUES ($1, $2, $3, $4, $5)', [
      key,
      saga,
      step,
      inDoubt,
      process.pid,
    ]);
  }

  /** The calls of a saga in order. */
  async of(saga: string): Promise<{ key: string; step: string; in_doubt: boolean; pid: number }[]> {
    const { rows } = await this.pool.query('SELECT key, step, in_doubt, pid FROM effects WHERE saga = $1 ORDER BY number', [
      saga,
    ]);
    return rows as { key: string; step: string; in_doubt: boolean; pid: number }[];
  }

  /** How often each key was called. */
  async calls(): Promise<Map<string, number>> {
    const { rows } = await this.pool.query('SELECT key, count(*)::int AS calls FROM effects GROUP BY key');
    return new Map((rows as { key: string; calls: number }[]).map(({ key, calls }) => [key, calls]));
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
