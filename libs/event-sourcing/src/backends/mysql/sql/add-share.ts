/**
 * Adds a share that nobody owns; one that is there is left as it is. One round trip; primary key.
 *
 * Parameters: the share, position.
 */
export function addShare(schema: string): string {
  return `INSERT IGNORE INTO ${schema}_subscriptions (name, members, member, partition_number, position, epoch, updated_at)
    VALUES (?, ?, ?, ?, ?, 0, UTC_TIMESTAMP(6))`;
}
