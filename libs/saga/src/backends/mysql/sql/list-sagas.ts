import { placeholders, type SqlValue } from '@ledgerline/storage';
import type { SagaQuery } from '../../saga-store.js';
import { SUMMARY_COLUMNS } from './saga-columns.js';
import { sagas } from './tables.js';

/** A moment that a statement gets as microseconds since the epoch. */
const AT = `TIMESTAMPADD(MICROSECOND, ?, '1970-01-01')`;

const SEARCHED = `CONCAT_WS(' ', CONVERT(s.id USING utf8mb4), s.reason, CONVERT(s.failed_step USING utf8mb4), JSON_UNQUOTE(JSON_EXTRACT(s.error, '$.message')))`;

/**
 * A page of sagas, newest first. For people: one round trip; walks the index `sagas_created` backwards from the place of the page before; no
 * lock. Conditions that are not asked for are not sent, so each combination is planned for itself.
 */
export function listSagas(schema: string, query: SagaQuery): { sql: string; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const bound = (text: string, ...given: SqlValue[]) => {
    values.push(...given);
    return text;
  };
  const { saga, status, since, until, text, before, limit } = query;
  const conditions = [
    saga === undefined ? '' : bound('s.name = ?', saga),
    status === undefined ? '' : status.length === 0 ? 'FALSE' : bound(`s.status IN (${placeholders(status.length)})`, ...status),
    since === undefined ? '' : bound(`s.created_at >= ${AT}`, micros(since)),
    until === undefined ? '' : bound(`s.created_at < ${AT}`, micros(until)),
    before === undefined ? '' : bound(`s.created_at <= ${AT} AND (s.created_at < ${AT} OR s.id < ?)`, ...placeOf(before)),
    text === undefined ? '' : bound(`LOCATE(LOWER(CONVERT(? USING utf8mb4)), LOWER(${SEARCHED})) > 0`, text),
  ].filter((condition) => condition !== '');
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return {
    sql: `SELECT ${SUMMARY_COLUMNS} FROM ${sagas(schema)} s FORCE INDEX (sagas_created) ${where} ORDER BY s.created_at DESC, s.id DESC LIMIT ?`,
    values: [...values, BigInt(limit)],
  };
}

/** A comparison of rows would be right, too, but no server here finds its place in the index by it. */
function placeOf({ createdAt, id }: NonNullable<SagaQuery['before']>): SqlValue[] {
  return [micros(createdAt), micros(createdAt), id];
}

function micros(millis: number): bigint {
  return BigInt(Math.round(millis * 1e3));
}
