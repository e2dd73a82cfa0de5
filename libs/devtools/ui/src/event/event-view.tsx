import type { EventDetail } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { useRead } from '../data/use-read.js';
import { EventBody } from './event-body.js';
import { EventFacts } from './event-facts.js';

/** One event, by its id. */
export function EventView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const event = useRead('event', { id: query['id'] ?? '' });
  return <Answered answer={event}>{(value) => <EventPage event={value} />}</Answered>;
}

function EventPage({ event }: { readonly event: EventDetail }) {
  return (
    <article>
      <h2>
        {event.type} <span class="quiet">version {event.version} of its stream</span>
      </h2>
      <EventFacts event={event} />
      <EventBody event={event} />
    </article>
  );
}
