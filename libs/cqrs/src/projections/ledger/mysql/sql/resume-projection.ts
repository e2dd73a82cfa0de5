/**
 * Lets what is live of a projection go on, behind the event that it stopped at if that is to be skipped. One round trip; locks its rows.
 * Assignments happen from left to right.
 *
 * Parameters: whether to skip, name.
 */
export function resumeProjection(table: string): string {
  return `UPDATE ${table}
    SET position = IF(?, GREATEST(position, COALESCE(failed_position, position)), position),
      mode = 'running', failed_position = NULL, error = NULL, updated_at = UTC_TIMESTAMP(6)
    WHERE name = ? AND role = 'live' AND mode <> 'running'`;
}
