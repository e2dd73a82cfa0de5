/**
 * Moves the head row that is locked. One round trip; primary key.
 *
 * Parameters: position, time.
 */
export function moveHead(schema: string): string {
  return `UPDATE ${schema}_head SET position = ?, recorded_at = ? WHERE id = 1`;
}
