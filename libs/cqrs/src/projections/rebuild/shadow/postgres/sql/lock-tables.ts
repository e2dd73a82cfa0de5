import { qualified } from '../quote.js';

/**
 * Takes the tables for this transaction alone, in one order whoever asks. Waits for each at most the transaction's `lock_timeout`:
 * who waits for this lock makes all later readers wait, too.
 */
export const lockTables = (schema: string, tables: readonly string[]): string =>
  `LOCK TABLE ${tables.map((table) => qualified(schema, table)).join(', ')} IN ACCESS EXCLUSIVE MODE`;
