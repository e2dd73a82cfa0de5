import type { StreamDetail } from '@ledgerline/devtools/api';
import { Confirmed } from '../actions/confirmed.js';
import { Time } from '../controls/time.js';
import { useServices } from '../data/services.js';
import { number } from '../formatting/count.js';
import { Link } from '../routing/link.js';
import { SnapshotList } from './snapshot-list.js';

interface StreamHeadProps {
  readonly stream: StreamDetail;
  readonly query: Readonly<Record<string, string>>;
  readonly onChanged: () => void;
}

/** What is known of a stream as a whole, and what can be done with it. */
export function StreamHead({ stream, query, onChanged }: StreamHeadProps) {
  const { client } = useServices();
  const { name, version, state, aggregate, first, last, truncateBefore, snapshots } = stream;
  const isOldest = query['order'] === 'oldest';
  return (
    <header class="page-head">
      <h2>{name}</h2>
      <p class="quiet">
        {aggregate ? `${aggregate.className} · ` : ''}
        {number(version)} {version === 1 ? 'event' : 'events'}
        {state === 'active' ? '' : ` · ${state}`}
        {truncateBefore > 1 ? ` · read from version ${number(truncateBefore)} on` : ''}
        {first && (
          <>
            {' · since '}
            <Time at={first.recordedAt} isExact />
          </>
        )}
        {last && (
          <>
            {' · last '}
            <Time at={last.recordedAt} />
          </>
        )}
      </p>
      <div class="toolbar">
        {aggregate && (
          <Link view="time-travel" query={{ name, version }} class="button primary">
            Time travel
          </Link>
        )}
        <Link view="stream" query={{ name, ...(isOldest ? {} : { order: 'oldest' }) }} class="button">
          {isOldest ? 'Newest first' : 'Oldest first'}
        </Link>
        {aggregate && (
          <Link view="copied-test" query={{ stream: name }} class="button">
            Copy as test
          </Link>
        )}
        <a class="button" href={client.address('stream/export', { name })}>
          Export
        </a>
        {aggregate && (
          <Confirmed
            label="Create a snapshot"
            question={`Keep the state of ${name} at version ${version}, so that later loads start from it?`}
            act={() => client.act('stream/snapshot', { name })}
            onDone={onChanged}
          />
        )}
      </div>
      <SnapshotList snapshots={snapshots} />
    </header>
  );
}
