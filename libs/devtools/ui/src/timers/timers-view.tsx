import { Confirmed } from '../actions/confirmed.js';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { Pager } from '../controls/pager.js';
import { Time } from '../controls/time.js';
import { useServices } from '../data/services.js';
import { useRead } from '../data/use-read.js';
import type { ViewProps } from '../frame/views.js';
import { Link } from '../routing/link.js';

const KINDS = {
  delay: 'rests until then',
  retry: 'tries again',
  signal: 'stops waiting for its signal',
  start: 'begins',
  deadline: 'times out',
  child: 'looks after its child',
} as const;

/** What will go on by itself, soonest first. */
export function TimersView({ query }: ViewProps) {
  const { client } = useServices();
  const timers = useRead('sagas/timers', { limit: 50, ...(query['cursor'] && { cursor: query['cursor'] }) });
  return (
    <Answered answer={timers}>
      {(page) => (
        <>
          {page.items.length === 0 && <Empty title="Nothing waits for a time." />}
          <ul class="rows" aria-label="Timers">
            {page.items.map(({ sagaId, saga, step, kind, dueAt, reason }) => (
              <li key={sagaId} class="row" data-row>
                <span class="when">
                  <Time at={dueAt} />
                </span>
                <Link class="row-main" view="saga" query={{ id: sagaId }}>
                  {sagaId}
                </Link>
                <span class="quiet">{saga}</span>
                <span class="grow why">{reason ?? `${step === undefined ? 'It' : step} ${KINDS[kind]}.`}</span>
                <Confirmed
                  label="Fire now"
                  question={`Let ${sagaId} go on now, as if its time had come?`}
                  act={() => client.act('saga/fire', { id: sagaId })}
                  onDone={timers.reload}
                />
              </li>
            ))}
          </ul>
          <Pager view="timers" query={query} page={page} first="Back to the soonest" next="Later ones" />
        </>
      )}
    </Answered>
  );
}
