import { placeholders } from '@ledgerline/storage';

/**
 * Raises the versions of streams that are locked. One round trip; primary key.
 *
 * Parameters: each key, each number of new events, each key.
 */
export function raiseVersions(schema: string, count: number): string {
  const each = placeholders(count);
  return `UPDATE ${schema}_streams SET version = version + ELT(FIELD(stream_key, ${each}), ${each}) WHERE stream_key IN (${each})`;
}
