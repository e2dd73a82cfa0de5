import type { Story, StoryNode } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { Time } from '../controls/time.js';
import { useRead } from '../data/use-read.js';
import { duration } from '../formatting/time.js';
import type { ViewProps } from '../frame/views.js';
import { Link } from '../routing/link.js';

/** Everything that one request led to, as a tree. */
export function StoryView({ query }: ViewProps) {
  const { event, correlationId } = query;
  const story = useRead('story', { ...(event && { event }), ...(correlationId && { correlationId }) });
  return <Answered answer={story}>{(value) => <StoryPage story={value} />}</Answered>;
}

function StoryPage({ story }: { readonly story: Story }) {
  const { correlationId, roots, events, sagas, from, to, coverage } = story;
  if (roots.length === 0) return <Empty title="Nothing was recorded of this request." />;
  return (
    <article>
      <h2>The story of one request</h2>
      <p class="quiet">
        {events} {events === 1 ? 'event' : 'events'}
        {sagas === 0 ? '' : ` and ${sagas} ${sagas === 1 ? 'saga' : 'sagas'}`} in {duration(to - from)}, from{' '}
        <Time at={from} isExact /> · <code>{correlationId}</code>
      </p>
      {coverage && !coverage.isComplete && <p class="warning">{coverage.says}</p>}
      <ul class="tree" aria-label="What happened">
        {roots.map((node) => (
          <StoryBranch key={node.id} node={node} from={from} to={to} />
        ))}
      </ul>
    </article>
  );
}

interface StoryBranchProps {
  readonly node: StoryNode;
  readonly from: number;
  readonly to: number;
}

function StoryBranch({ node, from, to }: StoryBranchProps) {
  const { kind, at, duration: took, status, error, children } = node;
  const span = Math.max(to - from, 1);
  return (
    <li>
      <div class={`story-node kind-${kind} is-${status ?? 'ok'}`} data-row>
        <span class="kind">{kind}</span>
        <StoryName node={node} />
        {status !== undefined && status !== 'ok' && <span class={`state is-${status}`}>{status}</span>}
        <span class="grow" />
        <span class="when quiet" title={`${duration(at - from)} after the beginning`}>
          +{duration(at - from)}
          {took === undefined ? '' : ` · took ${duration(took)}`}
        </span>
        <span class="span" aria-hidden="true">
          <i
            style={{
              left: `${Math.min((at - from) / span, 0.99) * 100}%`,
              width: `${Math.max(((took ?? 0) / span) * 100, 1)}%`,
            }}
          />
        </span>
      </div>
      {error !== undefined && <p class="error">{error}</p>}
      {children.length > 0 && (
        <ul>
          {children.map((child) => (
            <StoryBranch key={child.id} node={child} from={from} to={to} />
          ))}
        </ul>
      )}
    </li>
  );
}

function StoryName({ node: { name, event, saga } }: { readonly node: StoryNode }) {
  if (event) {
    return (
      <>
        <Link class="row-main type" view="event" query={{ id: event.id }}>
          {name}
        </Link>
        <Link class="stream" view="stream" query={{ name: event.stream }}>
          {event.stream}
        </Link>
      </>
    );
  }
  if (!saga) return <strong class="row-main">{name}</strong>;
  return (
    <Link class="row-main" page="sagas" view="saga" query={{ id: saga.id }}>
      {name}
    </Link>
  );
}
