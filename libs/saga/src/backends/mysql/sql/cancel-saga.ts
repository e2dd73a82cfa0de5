import { sagas, STATE } from './tables.js';

const ENDS = `s.status = 'pending'`;

/**
 * Asks for a cancel: a pending saga ends at once, a resting one is due at once, a running one hears of it by its next write or its node's next
 * look. One round trip; primary key; locks that row. A child that ends by it wakes its parent in the same transaction. No row is affected when
 * there is nothing to cancel; {@link deliveryState} tells why.
 *
 * Each assignment reads what is assigned further down only, so that it does not matter whether the engine makes them one by one.
 *
 * Parameters: reason, reason, reason, id.
 */
export function cancelSaga(schema: string): string {
  return `UPDATE ${sagas(schema)} s SET
      s.cancel_reason = IF(s.cancel_requested = 1, s.cancel_reason, ?),
      s.cancel_requested = 1,
      s.reason = IF(${ENDS}, IF(? = '', 'Cancelled.', CONCAT('Cancelled: ', CONVERT(? USING utf8mb4))), s.reason),
      s.progress = IF(${ENDS}, '{"undo":[],"ends":"cancelled"}', s.progress),
      s.finished_at = IF(${ENDS}, UTC_TIMESTAMP(6), NULL),
      s.next_at = IF(${ENDS}, NULL, IF(s.owner IS NULL AND s.status = 'waiting', UTC_TIMESTAMP(6), s.next_at)),
      s.state = IF(${ENDS}, ${STATE.finished}, s.state),
      s.status = IF(${ENDS}, 'cancelled', s.status)
    WHERE s.id = ? AND s.state = ${STATE.active}`;
}

/** How a saga stands that something was delivered to. One round trip; primary key; no lock. Parameters: id. */
export function deliveryState(schema: string): string {
  return `SELECT s.status, s.owner, s.state FROM ${sagas(schema)} s WHERE s.id = ?`;
}
