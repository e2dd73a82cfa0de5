import { epochOf, placeholders } from '@ledgerline/storage';

/** An event as {@link findEvents} gives it. */
export type FoundRow = readonly [id: unknown, streamKey: unknown, version: unknown, position: unknown, recordedAt: unknown];

/**
 * Where events are, by id, as they are committed now. One round trip; index events_id; share locks on the
 * events that are there, which nobody changes.
 *
 * Parameters: each id.
 */
export function findEvents(schema: string, count: number): string {
  return `SELECT HEX(id), stream_key, version, position, ${epochOf('recorded_at')} FROM ${schema}_events FORCE INDEX (events_id)
    WHERE id IN (${placeholders(count)}) LOCK IN SHARE MODE`;
}
