import { EVENT_COLUMNS } from '../event-columns.js';

/** An event by its id, if it is still read. One round trip; indexes events_id and the streams' key; no lock. Parameter: 32 hexadecimal digits. */
export function findEvent(schema: string): string {
  return `SELECT ${EVENT_COLUMNS} FROM ${schema}_events e JOIN ${schema}_streams s ON s.stream_key = e.stream_key
    WHERE e.id = UNHEX(?) AND e.version >= s.truncate_before`;
}
