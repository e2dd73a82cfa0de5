/**
 * For the rest of the transaction: unqualified names mean the shadow's tables, where it has them; and the commit is not waited for until
 * it is on disk. Model and checkpoint are in one transaction, so a crash takes back both; and the commit of the swap, which is waited for,
 * follows all others. One round trip.
 *
 * Parameter: the shadow's schema, quoted.
 */
export const FOCUS = `
  SELECT set_config('search_path', $1 || ', ' || current_setting('search_path'), true), set_config('synchronous_commit', 'off', true)`;
