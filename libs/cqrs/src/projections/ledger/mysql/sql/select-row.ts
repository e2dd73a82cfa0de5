import { ROW_COLUMNS } from '../../projection-row.js';
import { IS_LEASED, IS_ROW } from './row-condition.js';

/** One row. One round trip; primary key; no lock. Parameters: name, version, partition. */
export function selectRow(table: string): string {
  return `SELECT ${ROW_COLUMNS}, ${IS_LEASED} FROM ${table} WHERE ${IS_ROW}`;
}
