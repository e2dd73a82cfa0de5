import { Answered } from '../controls/answered.js';
import { Time } from '../controls/time.js';
import { useServices } from '../data/services.js';
import { useRead } from '../data/use-read.js';
import { Link } from '../routing/link.js';

/** The events that a saga led to. */
export function SagaEventList({ id }: { readonly id: string }) {
  const { info } = useServices();
  return info.features.events ? <SagaEvents id={id} /> : null;
}

function SagaEvents({ id }: { readonly id: string }) {
  const events = useRead('saga/events', { id, limit: 50 });
  return (
    <section class="panel" aria-label="Events">
      <header class="panel-head">
        <h3>Events that it led to</h3>
      </header>
      <Answered answer={events}>
        {({ items, coverage }) => (
          <>
            {items.length === 0 && <p class="quiet">none</p>}
            <ul class="rows">
              {items.map(({ id: eventId, type, stream, recordedAt }) => (
                <li key={eventId} class="row" data-row>
                  <Link page="events" class="row-main type" view="event" query={{ id: eventId }}>
                    {type}
                  </Link>
                  <Link page="events" class="stream" view="stream" query={{ name: stream }}>
                    {stream}
                  </Link>
                  <span class="grow" />
                  <span class="quiet">
                    <Time at={recordedAt} isExact />
                  </span>
                </li>
              ))}
            </ul>
            {coverage && !coverage.isComplete && <p class="quiet">{coverage.says}</p>}
          </>
        )}
      </Answered>
    </section>
  );
}
