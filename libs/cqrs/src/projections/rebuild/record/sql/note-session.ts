/**
 * Has this session noted in the rows that it has locked: whoever finds it asleep there, long after a lease has run out, can end it. On
 * MySQL and MariaDB, which have no time limit of their own. One round trip; primary key.
 *
 * Parameter: name.
 */
export const noteSession = (table: string): string =>
  `UPDATE ${table} SET session_id = CONNECTION_ID() WHERE name = ? AND role IN ('live', 'shadow')`;
