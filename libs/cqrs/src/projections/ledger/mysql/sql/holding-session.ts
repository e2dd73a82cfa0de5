import { IS_ROW } from './row-condition.js';

/**
 * The session that has a transaction open on a row whose lease has run out; asked for at the isolation level READ UNCOMMITTED, since
 * that session has noted itself in this very transaction. One round trip; primary key; no lock.
 *
 * Parameters: name, version, partition.
 */
export function holdingSession(table: string): string {
  return `SELECT session_id FROM ${table} WHERE ${IS_ROW} AND lease_until < UTC_TIMESTAMP(6)`;
}
