import type { EventPage } from '@ledgerline/devtools/api';
import { useEffect } from 'preact/hooks';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { Pager } from '../controls/pager.js';
import { useRead } from '../data/use-read.js';
import { useRepeatedRead } from '../data/use-repeated-read.js';
import { useLiveState } from '../live/use-live.js';
import { EventRow } from './event-row.js';
import { LogFilterBar } from './log-filters.js';
import { LogOverview } from './log-overview.js';
import { eventQuery, isFollowing, type LogFilters } from './log-query.js';
import { TailControl } from './tail-control.js';
import { useLogTail, type FollowedLog } from './use-log-tail.js';

const OVERVIEW_PERIOD = 5_000;

const FIRST_EVENT = `order.apply(new OrderCreated(customerId, items)); // in a method of an aggregate
await store.save(order);                          // and here it is recorded
await store.append('order-42', new OrderNoted('…')); // or without an aggregate`;

/** The whole log: followed at its end, and searched. */
export function LogView({ query }: { readonly query: LogFilters }) {
  const overview = useRepeatedRead('overview', {}, OVERVIEW_PERIOD);
  const page = useRead('events', eventQuery(query));
  const log = useLogTail(query);
  const connection = useLiveState();
  // What was appended between the page's answer and the connection's opening is in neither.
  useEffect(() => {
    if (connection === 'open') page.reload();
  }, [connection, page.reload]);
  return (
    <>
      <Answered answer={overview}>{(value) => <LogOverview overview={value} />}</Answered>
      <LogFilterBar filters={query} />
      {isFollowing(query) && <TailControl log={log} />}
      <Answered answer={page}>{(value) => <LogPage page={value} query={query} log={log} />}</Answered>
    </>
  );
}

interface LogPageProps {
  readonly page: EventPage;
  readonly query: LogFilters;
  readonly log: FollowedLog;
}

function LogPage({ page, query, log }: LogPageProps) {
  const fresh = log.tail.shown;
  const ids = new Set(fresh.map(({ id }) => id));
  const held = new Set(log.tail.waiting.map(({ id }) => id));
  const older = page.items.filter(({ id }) => !ids.has(id) && !held.has(id));
  const isEmpty = fresh.length + older.length === 0;
  const isFiltered = Object.keys(query).length > 0;
  return (
    <>
      {isEmpty && isFiltered && <Empty title="No event matches these filters." />}
      {isEmpty && !isFiltered && (
        <Empty title="No events yet." code={FIRST_EVENT}>
          <p>This page follows the log: the first event appears here by itself.</p>
        </Empty>
      )}
      <ol class="rows" aria-label="Events">
        {fresh.map((event) => (
          <EventRow key={event.id} event={event} isNew />
        ))}
        {older.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ol>
      <Pager
        view="log"
        query={query}
        page={page}
        first="Back to the start"
        next={query['order'] === 'oldest' ? 'Newer events' : 'Older events'}
      />
    </>
  );
}
