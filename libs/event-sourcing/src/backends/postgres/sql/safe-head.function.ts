import { watermarkNamespace } from './lock-namespace.js';

/**
 * Finds how far the log can be read without skipping an event that commits later.
 *
 * Every writer holds a shared lock whose key carries the sequence's last value from before it drew its positions (the watermark).
 * The order of the two statements matters: first the last value, then the locks. A writer that is not among the locks has ended, or
 * will draw above the value read first; one that is there draws only above its own watermark. Nobody waits for anybody, and a
 * roll-back needs no time-out, since its lock goes with it. The events must be read by a later statement, in a new snapshot.
 *
 * A log in `strict` order needs none of this: positions commit in their order, and the head row that is visible is safe.
 *
 * A sequence that was never used has last value 1 and is not called: nothing was drawn.
 */
export function safeHeadFunction(schema: string): string {
  return `CREATE FUNCTION ${schema}.safe_head(OUT safe bigint, OUT last bigint, OUT pid integer, OUT since timestamptz)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  watermark bigint;
BEGIN
  SELECT position INTO last FROM ${schema}.log_head WHERE ordering = 'strict';
  IF FOUND THEN
    safe := last;
    RETURN;
  END IF;
  SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO last FROM ${schema}.positions;
  SELECT ((l.classid::bigint & 255) << 32) | l.objid::bigint, l.pid INTO watermark, pid
    FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid::bigint >> 8 = ${watermarkNamespace(schema)}
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY 1 LIMIT 1;
  safe := least(last, coalesce(watermark, last));
  IF watermark IS NOT NULL AND pid IS NOT NULL THEN
    SELECT a.xact_start INTO since FROM pg_stat_activity a WHERE a.pid = safe_head.pid;
  END IF;
END $$`;
}
