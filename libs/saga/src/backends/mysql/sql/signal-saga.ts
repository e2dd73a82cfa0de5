import { placeholders } from '@ledgerline/storage';
import { sagas, signals, STATE } from './tables.js';

/**
 * Keeps a signal; the same id again changes nothing. With each signal: one round trip; primary key. It inserts only: a lock on the saga's row
 * would, in a caller's transaction, hold up its progress until that commit. {@link wakeOne} wakes the saga.
 *
 * Parameters: saga, signal id, name, payload.
 */
export function keepSignal(schema: string): string {
  return `INSERT INTO ${signals(schema)} (saga_id, signal_id, name, payload, woken, sent_at) VALUES (?, ?, ?, ?, 0, UTC_TIMESTAMP(6))
    ON DUPLICATE KEY UPDATE saga_id = ${signals(schema)}.saga_id`;
}

/**
 * Counts a signal that was kept, and wakes the saga that rests for it; a signal that was counted changes nothing. With each signal: one round
 * trip; primary keys; locks the signal's row and the saga's. Parameters: saga, signal id.
 */
export function wakeOne(schema: string): string {
  return `UPDATE ${signals(schema)} g LEFT JOIN ${sagas(schema)} s ON s.id = g.saga_id
    SET g.woken = 1, s.signals = s.signals + 1,
      s.next_at = IF(s.owner IS NULL AND s.state = ${STATE.active} AND s.waiting_for = g.name, UTC_TIMESTAMP(6), s.next_at)
    WHERE g.saga_id = ? AND g.signal_id = ? AND g.woken = 0`;
}

/**
 * Signals whose sagas were not woken: they came by a caller's transaction, or their sender died in between. Once a second: one round trip;
 * index `saga_signals_unwoken`, empty nearly always; no lock.
 */
export function unwokenSignals(schema: string): string {
  return `SELECT saga_id, signal_id FROM ${signals(schema)} FORCE INDEX (saga_signals_unwoken) WHERE woken = 0 LIMIT 1000`;
}

/**
 * The oldest signal of a name that was not taken. When a saga comes to a wait: one round trip; primary key; no lock.
 *
 * Parameters: saga, name, each taken number.
 */
export function nextSignal(schema: string, taken: number): string {
  const others = taken === 0 ? '' : `AND number NOT IN (${placeholders(taken)})`;
  return `SELECT number, CAST(payload AS BINARY) FROM ${signals(schema)} WHERE saga_id = ? AND name = ? ${others} ORDER BY number LIMIT 1`;
}
