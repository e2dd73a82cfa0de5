import type { Statement } from '../../statement.js';
import { summaryColumns } from '../saga-columns.js';

/** Sagas that have ended, the last one first. For people: one round trip; walks `sagas_finished` backwards; no lock. Parameters: name or null, limit. */
export function lastEnded(schema: string): Statement {
  return {
    name: `${schema}_last_ended`,
    text: `SELECT ${summaryColumns('s')} FROM ${schema}.sagas s
      WHERE s.finished_at IS NOT NULL AND ($1::text IS NULL OR s.name = $1) ORDER BY s.finished_at DESC LIMIT $2`,
  };
}
