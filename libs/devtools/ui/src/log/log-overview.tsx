import type { EventsOverview } from '@ledgerline/devtools/api';
import { Sparkline } from '../charts/sparkline.js';
import { count, number } from '../formatting/count.js';
import { duration } from '../formatting/time.js';
import { useNow } from '../data/use-now.js';

/** The log in one line: how much there is, how fast it grows, and whether it can be read to its end. */
export function LogOverview({ overview }: { readonly overview: EventsOverview }) {
  const now = useNow();
  const { events, streams, perSecond, head, heldBack } = overview;
  const lastMinute = perSecond.reduce((sum, each) => sum + each, 0);
  return (
    <div class="facts">
      <dl>
        <div>
          <dt>Events</dt>
          <dd>{count(events)}</dd>
        </div>
        <div>
          <dt>Streams</dt>
          <dd>{count(streams)}</dd>
        </div>
        <div>
          <dt>Head</dt>
          <dd>{number(head)}</dd>
        </div>
        <div>
          <dt>Last minute</dt>
          <dd>
            {number(lastMinute)} <Sparkline values={perSecond} label={`${lastMinute} events in the last minute`} />
          </dd>
        </div>
      </dl>
      {heldBack && (
        <p class="warning" role="status">
          The head does not advance:{' '}
          {heldBack.pid === null ? 'an open transaction' : `the transaction of process ${heldBack.pid}`}
          {heldBack.since === null ? '' : `, open for ${duration(now - heldBack.since)},`} holds it back. Subscribers wait for it.
        </p>
      )}
    </div>
  );
}
