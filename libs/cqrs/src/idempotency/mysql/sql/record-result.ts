/**
 * Adds the result to a claim, in its transaction. One round trip; primary key.
 *
 * Parameters: result, key.
 */
export function recordResult(schema: string): string {
  return `UPDATE ${schema}_command_records SET result = ? WHERE record_key = ?`;
}
