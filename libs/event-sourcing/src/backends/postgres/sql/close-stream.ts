import type { Statement } from '../statement.js';

/** Truncates, archives or deletes a stream. One round trip; see the function for what it locks and uses. */
export function closeStream(schema: string): Statement {
  return { name: `${schema}_close_stream`, text: `SELECT ${schema}.close_stream($1, $2, $3, $4)` };
}
