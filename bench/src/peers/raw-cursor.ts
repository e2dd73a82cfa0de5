import pg from 'pg';
import type { OrderPlaced } from '../workload/order-placed.event.js';
import { asText } from './as-text.js';

/**
 * Reads our own log through a server-side cursor, as somebody would who knew its tables: rows as arrays of texts, each payload
 * parsed. Returns the number of events.
 *
 * @param pageSize rows of one FETCH
 */
export async function readByCursor(url: string, pageSize: number): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(
      'DECLARE log NO SCROLL CURSOR FOR SELECT position, version, id, type, recorded_at, data FROM ledgerline.events ORDER BY position',
    );
    let events = 0;
    let fetched: number;
    do {
      const { rows } = await client.query<string[]>({ text: `FETCH ${pageSize} FROM log`, rowMode: 'array', types: asText });
      for (const row of rows) if ((JSON.parse(row[5]!) as OrderPlaced).orderId) events += 1;
      fetched = rows.length;
    } while (fetched === pageSize);
    await client.query('COMMIT');
    return events;
  } finally {
    await client.end();
  }
}
