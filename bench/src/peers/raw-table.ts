import pg from 'pg';
import type { OrderPlaced } from '../workload/order-placed.event.js';
import { asText } from './as-text.js';

/**
 * What the driver and the database do without a library: prepared statements on a table with the columns and the three indexes of
 * our log. Its unique index on stream and version is all the optimistic check that it makes.
 */
export class RawTable {
  private constructor(readonly clients: readonly pg.Client[]) {}

  static async open(url: string, connections = 1): Promise<RawTable> {
    const clients = Array.from({ length: connections }, () => new pg.Client(url));
    for (const client of clients) await client.connect();
    await clients[0]!.query(`CREATE TABLE raw_events (
      position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      stream text COLLATE "C" NOT NULL,
      version bigint NOT NULL,
      id uuid NOT NULL UNIQUE,
      type text COLLATE "C" NOT NULL,
      schema_version integer NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      data json NOT NULL,
      metadata json,
      UNIQUE (stream, version))`);
    return new RawTable(clients);
  }

  /** Reads a stream in one query, rows as arrays of texts, and parses each payload; returns the number of orders. */
  async read(stream: string): Promise<number> {
    const { rows } = await this.clients[0]!.query<string[]>({
      name: 'read_stream',
      text: `SELECT version, type, schema_version, data FROM raw_events WHERE stream = $1 ORDER BY version`,
      values: [stream],
      rowMode: 'array',
      types: asText,
    });
    let orders = 0;
    for (const row of rows) if ((JSON.parse(row[3]!) as OrderPlaced).orderId) orders += 1;
    return orders;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}
