import type { SagaDetail } from '@ledgerline/devtools/api';
import { Time } from '../controls/time.js';
import { duration } from '../formatting/time.js';
import { Link } from '../routing/link.js';

/** When, where, by whom, because of what. */
export function SagaFacts({ saga }: { readonly saga: SagaDetail }) {
  const { createdAt, finishedAt, updatedAt, nextAt, deadline, owner, version, recoveries, parent, correlationId } = saga;
  return (
    <dl class="facts-list">
      <dt>Begun</dt>
      <dd>
        <Time at={createdAt} isExact /> <span class="quiet">by version {version}</span>
      </dd>
      <dt>{finishedAt === undefined ? 'Last recorded' : 'Ended'}</dt>
      <dd>
        <Time at={finishedAt ?? updatedAt} isExact />
        {finishedAt !== undefined && <span class="quiet"> after {duration(finishedAt - createdAt)}</span>}
      </dd>
      {nextAt !== undefined && finishedAt === undefined && (
        <>
          <dt>Goes on</dt>
          <dd>
            <Time at={nextAt} />
          </dd>
        </>
      )}
      {deadline !== undefined && finishedAt === undefined && (
        <>
          <dt>Deadline</dt>
          <dd>
            <Time at={deadline} />
          </dd>
        </>
      )}
      {finishedAt === undefined && (
        <>
          <dt>Run by</dt>
          <dd>{owner === undefined ? 'nobody now' : <code>{owner}</code>}</dd>
        </>
      )}
      {recoveries > 0 && (
        <>
          <dt>Taken over</dt>
          <dd>
            {recoveries} {recoveries === 1 ? 'time' : 'times'} from nodes that died
          </dd>
        </>
      )}
      {parent !== undefined && (
        <>
          <dt>Child of</dt>
          <dd>
            <Link view="saga" query={{ id: parent }}>
              {parent}
            </Link>
          </dd>
        </>
      )}
      <dt>Request</dt>
      <dd>
        <Link page="events" view="story" query={{ correlationId }}>
          The whole story
        </Link>
      </dd>
    </dl>
  );
}
