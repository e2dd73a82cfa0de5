import type { EventSummary } from '@ledgerline/devtools/api';
import { Time } from '../controls/time.js';
import { size } from '../formatting/size.js';
import { Link } from '../routing/link.js';
import { hueOf } from './hue.js';

interface EventRowProps {
  readonly event: EventSummary;
  /** Whether it has come while the view was open. */
  readonly isNew?: boolean;
}

/** An event in words of the domain, in one line. */
export function EventRow({ event, isNew = false }: EventRowProps) {
  const { id, type, stream, version, recordedAt, bytes, position, correlationId } = event;
  return (
    <li class={`row event-row${isNew ? ' is-new' : ''}`} data-row style={{ '--hue': String(hueOf(event.category)) }}>
      <Link class="row-main" view="event" query={{ id }}>
        <span class="type">{type}</span>
      </Link>
      <Link class="stream" view="stream" query={{ name: stream }}>
        {stream}
      </Link>
      <span class="version" title={`version ${version} of its stream, position ${position} of the log`}>
        v{version}
      </span>
      <span class="bytes quiet">{size(bytes)}</span>
      {correlationId === undefined ? (
        <span class="story quiet" />
      ) : (
        <Link class="story quiet" view="story" query={{ correlationId }} title="All that came of this request">
          story
        </Link>
      )}
      <span class="when quiet">
        <Time at={recordedAt} />
      </span>
    </li>
  );
}
