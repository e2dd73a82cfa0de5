import type { Client, Pool, QueryResult } from 'pg';

/**
 * One connection outside of the pool, so that a busy pool cannot hold it up. A query that takes longer than the limit is given up and its
 * socket destroyed, since a half-open connection would never say anything; the next query connects anew.
 */
export class OwnConnection {
  #client?: Client;

  /** @param limit in milliseconds, for connecting and for each query */
  constructor(
    private readonly pool: () => Pool,
    private readonly limit: number,
  ) {}

  /** Runs a statement; rejects when the answer did not come within the limit. */
  async query<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const client = this.#client ?? this.#create();
    const isNew = client !== this.#client;
    this.#client = client;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Query read timeout')), this.limit);
      timer.unref();
    });
    try {
      const answer = isNew ? client.connect().then(() => client.query(text, [...values])) : client.query(text, [...values]);
      answer.catch(() => undefined);
      const { rows } = (await Promise.race([answer, timeout])) as QueryResult<Row>;
      return rows;
    } catch (error) {
      this.#destroy(client);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    if (this.#client) this.#destroy(this.#client);
  }

  /** As the pool makes its connections: the same server, user and settings. */
  #create(): Client {
    const pool = this.pool() as Pool & { readonly Client: new (options: object) => Client; readonly options: object };
    const client = new pool.Client(pool.options);
    client.on('error', () => this.#destroy(client));
    return client;
  }

  #destroy(client: Client): void {
    if (this.#client === client) this.#client = undefined;
    (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
