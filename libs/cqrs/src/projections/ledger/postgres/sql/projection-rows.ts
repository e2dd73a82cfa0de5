import { ROW_COLUMNS } from '../../projection-row.js';
import { IS_LEASED } from './row-condition.js';

/** All rows, of which there are few: for waits, status and start-up. One round trip; no lock. */
export function projectionRows(schema: string): string {
  return `SELECT ${ROW_COLUMNS}, ${IS_LEASED} FROM ${schema}.projections`;
}
