import type { EventQuery, EventSummary } from '@ledgerline/devtools/api';

/** The filters of the log, as they stand in the address. */
export type LogFilters = Readonly<Record<string, string>>;

const TEXTS = ['category', 'type', 'correlationId', 'field', 'value', 'cursor'] as const;

/** What the server is asked. @throws nothing: a time that is none is left out, as the form says so itself */
export function eventQuery(filters: LogFilters): EventQuery {
  const query: Record<string, string | number> = { limit: 50 };
  for (const name of TEXTS) if (filters[name]) query[name] = filters[name];
  if (filters['order'] === 'oldest') query['order'] = 'oldest';
  for (const name of ['since', 'until']) {
    const time = Date.parse(filters[name] ?? '');
    if (!Number.isNaN(time)) query[name] = time;
  }
  return query;
}

/** Whether the newest events belong on top of the view: it shows the end of the log, and what it filters by is known of each. */
export function isFollowing(filters: LogFilters): boolean {
  return !['cursor', 'order', 'field', 'since', 'until'].some((name) => filters[name]);
}

/** Whether a live event belongs into the view. */
export function matches(filters: LogFilters): (event: EventSummary) => boolean {
  const { category, type, correlationId } = filters;
  return (event) =>
    (!category || event.category === category) &&
    (!type || event.type === type) &&
    (!correlationId || event.correlationId === correlationId);
}
