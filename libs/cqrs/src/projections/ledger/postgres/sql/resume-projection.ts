/**
 * Lets what is live of a projection go on, behind the event that it stopped at if that is to be skipped. One round trip; locks its rows.
 *
 * Parameters: name, whether to skip.
 */
export function resumeProjection(schema: string): string {
  return `UPDATE ${schema}.projections
    SET position = CASE WHEN $2::boolean THEN greatest(position, coalesce(failed_position, position)) ELSE position END,
      mode = 'running', failed_position = NULL, error = NULL, updated_at = clock_timestamp()
    WHERE name = $1 AND role = 'live' AND mode <> 'running'`;
}
