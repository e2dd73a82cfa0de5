import type { Statement } from '../../statement.js';
import { EVENT_COLUMNS } from '../event-columns.js';

/** An event by its id, if it is still read. One round trip; indexes events_id and the streams' key; no lock. Parameter: id. */
export function findEvent(schema: string): Statement {
  return {
    name: `${schema}_find_event`,
    text: `SELECT ${EVENT_COLUMNS} FROM ${schema}.events e JOIN ${schema}.streams s ON s.key = e.stream_key
      WHERE e.id = $1::uuid AND e.version >= s.truncate_before`,
  };
}
