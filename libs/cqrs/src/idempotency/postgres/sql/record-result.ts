/**
 * Adds the result to a claim, in its transaction. One round trip; index command_records_key.
 *
 * Parameters: key, result.
 */
export function recordResult(schema: string): string {
  return `UPDATE ${schema}.command_records SET result = $2 WHERE key = $1`;
}
