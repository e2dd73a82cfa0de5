/**
 * Where a share that is new starts: where the shares of the subscription stand that were made for another number of members, so that
 * a change of that number skips nothing. One round trip; primary key; no lock.
 *
 * Parameters: initial position, name, partition, members.
 */
export function shareStart(schema: string): string {
  return `SELECT COALESCE(MIN(position), ?) FROM ${schema}_subscriptions WHERE name = ? AND partition_number = ? AND members <> ?`;
}
