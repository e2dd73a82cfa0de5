import type { Statement } from '../../statement.js';

/**
 * What has ended since a time, by minute. For people: one round trip; walks `sagas_finished` backwards over a bounded number; no lock.
 * Parameters: milliseconds since the epoch, name or null, limit.
 */
export function endings(schema: string): Statement {
  return {
    name: `${schema}_endings`,
    text: `SELECT floor((extract(epoch FROM finished_at) * 1000 - $1::double precision) / 60000), status, count(*) FROM (
        SELECT finished_at, status FROM ${schema}.sagas
          WHERE finished_at >= to_timestamp($1::double precision / 1000) AND ($2::text IS NULL OR name = $2)
          ORDER BY finished_at DESC LIMIT $3) s
      GROUP BY 1, 2`,
  };
}
