import type { EventSummary, StreamDetail } from '@ledgerline/devtools/api';
import { useState } from 'preact/hooks';
import { Answered } from '../controls/answered.js';
import { Pager } from '../controls/pager.js';
import { Time } from '../controls/time.js';
import { useRead } from '../data/use-read.js';
import { EventBody } from '../event/event-body.js';
import { EventFacts } from '../event/event-facts.js';
import { size } from '../formatting/size.js';
import { StreamHead } from './stream-head.js';
import { streamEventQuery } from './stream-query.js';

/** One stream: its events, its snapshots, and the way to its past states. */
export function StreamView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const name = query['name'] ?? '';
  const stream = useRead('stream', { name });
  return <Answered answer={stream}>{(value) => <StreamPage stream={value} query={query} onChanged={stream.reload} />}</Answered>;
}

interface StreamPageProps {
  readonly stream: StreamDetail;
  readonly query: Readonly<Record<string, string>>;
  readonly onChanged: () => void;
}

function StreamPage({ stream, query, onChanged }: StreamPageProps) {
  const page = useRead('stream/events', streamEventQuery(query));
  return (
    <article>
      <StreamHead stream={stream} query={query} onChanged={onChanged} />
      <Answered answer={page}>
        {(value) => (
          <>
            <ol class="rows" aria-label="Events of the stream">
              {value.items.map((event) => (
                <StreamEvent key={event.id} event={event} />
              ))}
            </ol>
            <Pager
              view="stream"
              query={query}
              page={value}
              first="Back to the start"
              next={query['order'] === 'oldest' ? 'Newer events' : 'Older events'}
            />
          </>
        )}
      </Answered>
    </article>
  );
}

/** An event of the stream; its payload is asked for when it is opened. */
function StreamEvent({ event }: { readonly event: EventSummary }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li class="row stream-event" data-row>
      <button type="button" class="row-toggle row-main" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span class="version">v{event.version}</span>
        <span class="type">{event.type}</span>
        <span class="bytes quiet">{size(event.bytes)}</span>
        <span class="when quiet">
          <Time at={event.recordedAt} />
        </span>
      </button>
      {isOpen && <OpenEvent id={event.id} />}
    </li>
  );
}

function OpenEvent({ id }: { readonly id: string }) {
  const event = useRead('event', { id });
  return (
    <div class="row-detail">
      <Answered answer={event}>
        {(value) => (
          <>
            <EventFacts event={value} />
            <EventBody event={value} />
          </>
        )}
      </Answered>
    </div>
  );
}
