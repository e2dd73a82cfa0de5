import { placeholders } from '@ledgerline/storage';
import { sagas } from './tables.js';

/**
 * Takes sagas that are locked, where procedures are not allowed. One round trip; primary key.
 *
 * Parameters: node, whether they are in doubt (null = as they are), 1 when the death of their owners is blamed, each id.
 */
export function takeSelected(schema: string, count: number): string {
  return `UPDATE ${sagas(schema)} s FORCE INDEX (PRIMARY)
    SET s.owner = ?, s.token = s.token + 1, s.doubtful = COALESCE(?, s.doubtful), s.recoveries = s.recoveries + ?,
      s.status = IF(s.status IN ('pending', 'waiting'), 'running', s.status)
    WHERE s.id IN (${placeholders(count)})`;
}
