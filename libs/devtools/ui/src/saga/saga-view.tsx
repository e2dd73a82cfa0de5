import type { SagaDetail } from '@ledgerline/devtools/api';
import { useSagaNews } from '../board/use-saga-news.js';
import { Answered } from '../controls/answered.js';
import { useRead } from '../data/use-read.js';
import type { ViewProps } from '../frame/views.js';
import { JsonPanel } from '../json/json-panel.js';
import { AttemptList } from './attempt-list.js';
import { SagaActions } from './saga-actions.js';
import { SagaDiagram } from './saga-diagram.js';
import { SagaEventList } from './saga-event-list.js';
import { SagaFailure } from './saga-failure.js';
import { SagaFacts } from './saga-facts.js';
import { SagaStateBadge } from './saga-state.js';
import { SagaTimeline } from './saga-timeline.js';

const ENDED = new Set(['completed', 'compensated', 'cancelled', 'timed-out']);

/** One saga: where it is, what was tried, what it led to, and what can be done. */
export function SagaView({ query }: ViewProps) {
  const id = query['id'] ?? '';
  const saga = useRead('saga', { id });
  useSagaNews(saga.reload, undefined, id);
  return <Answered answer={saga}>{(value) => <SagaPage saga={value} onChanged={saga.reload} />}</Answered>;
}

function SagaPage({ saga, onChanged }: { readonly saga: SagaDetail; readonly onChanged: () => void }) {
  const { id, saga: name, status, reason, failure, context, attempts, attemptsLeftOut, definition, steps } = saga;
  return (
    <article>
      <header class="page-head">
        <h2>
          {id} <SagaStateBadge status={status} />
        </h2>
        <p class="quiet">{name}</p>
        {reason !== undefined && !ENDED.has(status) && (
          <p class={status === 'stopped' || status === 'compensation-failed' ? 'warning' : 'reason'} role="status">
            {reason}
          </p>
        )}
        <SagaActions saga={saga} onChanged={onChanged} />
      </header>
      <SagaDiagram definition={definition} steps={steps} />
      {failure && <SagaFailure failure={failure} step={saga.failedStep} />}
      <div class="columns">
        <div>
          <SagaTimeline attempts={attempts} />
          <AttemptList attempts={attempts} leftOut={attemptsLeftOut} />
        </div>
        <div>
          <SagaFacts saga={saga} />
          <JsonPanel title="Context" view={context} />
          <SagaEventList id={id} />
        </div>
      </div>
    </article>
  );
}
