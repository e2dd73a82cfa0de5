import type { ShadowPlaces } from '../../shadow-places.js';
import { qualified } from '../quote.js';

/**
 * Lets the shadow's tables take the place of the old ones, which go to the archive, in one atomic statement; the marker goes
 * to the archive, too. It commits by itself, and waits for the tables at most the session's `lock_wait_timeout`; who comes later waits behind it.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/rename-table.html
 */
export function renameTables(
  { live, shadow, archive }: ShadowPlaces,
  tables: readonly string[],
  old: readonly string[],
  marker: string,
): string {
  const rename = (from: string, to: string) => (table: string) => `${qualified(from, table)} TO ${qualified(to, table)}`;
  return `RENAME TABLE ${[...old.map(rename(live, archive)), ...tables.map(rename(shadow, live)), rename(shadow, archive)(marker)].join(', ')}`;
}
