import type { EventDetail } from '@ledgerline/devtools/api';
import { Time } from '../controls/time.js';
import { number } from '../formatting/count.js';
import { Link } from '../routing/link.js';

/** Where an event stands, and what it belongs to. */
export function EventFacts({ event }: { readonly event: EventDetail }) {
  const { stream, version, position, partition, recordedAt, correlationId, cause, causationId, saga, id, schemaVersion } = event;
  return (
    <dl class="facts-list">
      <dt>Stream</dt>
      <dd>
        <Link view="stream" query={{ name: stream }}>
          {stream}
        </Link>{' '}
        <Link view="time-travel" query={{ name: stream, version }} class="button small">
          State at version {version}
        </Link>
      </dd>
      <dt>Recorded</dt>
      <dd>
        <Time at={recordedAt} isExact /> <span class="quiet">at position {number(position)}</span>
        {partition > 0 && <span class="quiet"> of partition {partition}</span>}
      </dd>
      <dt>Id</dt>
      <dd>
        <code>{id}</code> <span class="quiet">shape {schemaVersion}</span>
      </dd>
      {correlationId !== undefined && (
        <>
          <dt>Request</dt>
          <dd>
            <Link view="story" query={{ correlationId }}>
              The whole story
            </Link>{' '}
            <code class="quiet">{correlationId}</code>
          </dd>
        </>
      )}
      {(cause ?? causationId) !== undefined && (
        <>
          <dt>Because of</dt>
          <dd>
            {cause ? (
              <Link view="event" query={{ id: cause.id }}>
                {cause.type} in {cause.stream}
              </Link>
            ) : (
              <code>{causationId}</code>
            )}
          </dd>
        </>
      )}
      {saga && (
        <>
          <dt>Saga</dt>
          <dd>
            <Link page="sagas" view="saga" query={{ id: saga.id }}>
              {saga.name}
              {saga.step === undefined ? '' : `, step ${saga.step}`}
            </Link>
          </dd>
        </>
      )}
    </dl>
  );
}
