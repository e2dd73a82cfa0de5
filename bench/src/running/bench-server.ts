import { startPostgres } from '@ledgerline/local-servers';
import pg from 'pg';

/** The PostgreSQL that the rows run on. */
export class BenchServer {
  private constructor(
    private readonly url: string,
    private readonly stop: () => Promise<void>,
  ) {}

  /** An embedded server with default settings, so with `fsync`; or the one at `url`, which is left running. */
  static async start(url?: string): Promise<BenchServer> {
    if (url !== undefined) return new BenchServer(url, async () => {});
    const server = await startPostgres();
    return new BenchServer(server.url, () => server.stop('immediate'));
  }

  /** Runs `work` on a new and empty database, which is dropped afterwards. */
  async withDatabase<T>(name: string, work: (url: string) => Promise<T>): Promise<T> {
    const drop = `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`;
    await this.#run(drop, `CREATE DATABASE ${name}`);
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    try {
      return await work(url.href);
    } finally {
      await this.#run(drop);
    }
  }

  /** A server setting, as the server shows it. */
  async setting(name: string): Promise<string> {
    const [row] = await this.#run(`SELECT current_setting('${name}') AS value`);
    return (row as { value: string }).value;
  }

  close(): Promise<void> {
    return this.stop();
  }

  async #run(...statements: readonly string[]): Promise<unknown[]> {
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      let rows: unknown[] = [];
      for (const statement of statements) rows = (await client.query(statement)).rows as unknown[];
      return rows;
    } finally {
      await client.end();
    }
  }
}
