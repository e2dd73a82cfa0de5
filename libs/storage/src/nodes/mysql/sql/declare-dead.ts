/**
 * Declares a node dead whose lease ran out; no row is affected when it has renewed meanwhile, or another was faster. One round trip; primary
 * key; locks that row.
 *
 * Parameters: blame, id.
 */
export function declareDead(schema: string): string {
  return `UPDATE ${schema}_nodes SET dead = 1, blame = ? WHERE id = ? AND dead = 0 AND lease_until < UTC_TIMESTAMP(6)`;
}
