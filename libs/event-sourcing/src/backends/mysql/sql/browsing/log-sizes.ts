/** The highest key of a stream: how many were begun, but for gaps. One round trip; the end of the primary key; no lock. */
export function logSizes(schema: string): string {
  return `SELECT COALESCE(MAX(stream_key), 0) FROM ${schema}_streams`;
}
