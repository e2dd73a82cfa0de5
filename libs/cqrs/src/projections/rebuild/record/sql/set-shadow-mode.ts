import type { RecordDialect } from '../dialect.js';

/** Says whether a shadow's tables are about to be renamed: then nothing moves its checkpoint. One round trip; primary key. Parameters: mode, name, version. */
export const setShadowMode = ({ table, now, parameter }: RecordDialect): string =>
  `UPDATE ${table} SET mode = ${parameter(1)}, updated_at = ${now} WHERE name = ${parameter(2)} AND role = 'shadow' AND version = ${parameter(3)}`;
