import type { StreamEventQuery } from '@ledgerline/devtools/api';

/** What the server is asked for a page of a stream's events. */
export function streamEventQuery(query: Readonly<Record<string, string>>): StreamEventQuery {
  const { name = '', order, cursor } = query;
  return { name, limit: 50, ...(order === 'oldest' && { order }), ...(cursor !== undefined && { cursor }) };
}
