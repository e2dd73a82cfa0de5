import { placeholders } from '@ledgerline/storage';

/** A stream as {@link lockStreams} gives it. */
export type StreamRow = readonly [name: unknown, key: unknown, version: unknown, state: unknown];

/**
 * Locks the rows of streams that exist. One round trip; index streams_name. `waits`: for rows that another transaction holds; else
 * they are passed over.
 *
 * Parameters: each name.
 */
export function lockStreams(schema: string, count: number, waits: boolean): string {
  return `SELECT name, stream_key, version, state FROM ${schema}_streams FORCE INDEX (streams_name)
    WHERE name IN (${placeholders(count)}) FOR UPDATE ${waits ? '' : 'SKIP LOCKED'}`;
}
