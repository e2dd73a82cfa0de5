import type { SagaQuery } from '../../saga-store.js';
import type { Statement } from '../statement.js';
import { summaryColumns } from './saga-columns.js';

/**
 * A page of sagas, newest first. For people: one round trip; walks the index `sagas_created` backwards from the place of the page before; no
 * lock. Conditions that are not asked for are not sent, so each combination is planned for itself.
 */
export function listSagas(schema: string, query: SagaQuery): { statement: Statement; values: unknown[] } {
  const values: unknown[] = [];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const { saga, status, since, until, text, before, limit } = query;
  const at = (millis: number) => `to_timestamp(${bound(millis)}::double precision / 1000)`;
  const conditions = [
    saga === undefined ? '' : `s.name = ${bound(saga)}`,
    status === undefined ? '' : `s.status = ANY(${bound(status)}::text[])`,
    since === undefined ? '' : `s.created_at >= ${at(since)}`,
    until === undefined ? '' : `s.created_at < ${at(until)}`,
    before === undefined ? '' : `(s.created_at, s.id) < (${at(before.createdAt)}, ${bound(before.id)})`,
    text === undefined
      ? ''
      : `position(lower(${bound(text)}) in lower(concat_ws(' ', s.id, s.reason, s.failed_step, s.error->>'message'))) > 0`,
  ].filter((condition) => condition !== '');
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const sql = `SELECT ${summaryColumns('s')} FROM ${schema}.sagas s ${where} ORDER BY s.created_at DESC, s.id DESC LIMIT ${bound(limit)}`;
  return { statement: { name: '', text: sql }, values };
}
