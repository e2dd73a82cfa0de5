import type { SagaBoard, SagaColumn, SagaSummary } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { Time } from '../controls/time.js';
import { useServices } from '../data/services.js';
import { useRead } from '../data/use-read.js';
import { count } from '../formatting/count.js';
import type { ViewProps } from '../frame/views.js';
import { Link } from '../routing/link.js';
import { SagaStateBadge } from '../saga/saga-state.js';
import { progressOf, whyOf } from '../sagas/saga-line.js';
import { BoardHead } from './board-head.js';
import { useSagaNews } from './use-saga-news.js';

const TITLES = {
  running: 'Running',
  waiting: 'Waiting',
  compensating: 'Undoing',
  failed: 'Needs a person',
  done: 'Ended',
} as const;

const FIRST_SAGA = `await runner.start(OrderFulfilmentSaga, { orderId, items }); // durable before it resolves
await runner.execute(OrderFulfilmentSaga, context);             // and runs to its end`;

/** The sagas by how they stand, the stalest first. */
export function BoardView({ query }: ViewProps) {
  const saga = query['saga'] || undefined;
  const board = useRead('sagas/board', { saga });
  useSagaNews(board.reload, saga);
  return (
    <>
      <BoardHead saga={saga} board={board.value} />
      <Answered answer={board}>{(value) => <Columns board={value} />}</Answered>
    </>
  );
}

function Columns({ board: { columns } }: { readonly board: SagaBoard }) {
  const { info } = useServices();
  const isEmpty = columns.every(({ sagas }) => sagas.length === 0);
  if (isEmpty) {
    return (
      <Empty title="No sagas yet." code={FIRST_SAGA}>
        <p>
          {info.sagaNames.length === 0
            ? 'None is registered: import SagaModule.forFeature([…]) where your saga classes are.'
            : `Registered: ${info.sagaNames.join(', ')}. The first one that is started appears here by itself.`}
        </p>
      </Empty>
    );
  }
  return (
    <div class="board">
      {columns.map((column) => (
        <Column key={column.name} column={column} />
      ))}
    </div>
  );
}

function Column({ column: { name, count: total, sagas, statuses } }: { readonly column: SagaColumn }) {
  return (
    <section class={`column column-${name}${sagas.length === 0 ? ' is-empty' : ''}`} aria-label={TITLES[name]}>
      <header>
        <h3>{TITLES[name]}</h3>
        <Link view="sagas" query={{ status: statuses.join(',') }} class="badge" title={`All of them: ${statuses.join(', ')}`}>
          {count(total)}
        </Link>
      </header>
      {sagas.length === 0 && <p class="quiet">none</p>}
      <ul>
        {sagas.map((saga) => (
          <li key={saga.id}>
            <SagaCard saga={saga} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SagaCard({ saga }: { readonly saga: SagaSummary }) {
  const { id, saga: name, status, stepsCompleted, stepCount, updatedAt } = saga;
  return (
    <div class="saga-card" data-row>
      <Link view="saga" query={{ id }} class="row-main" title={id}>
        {id}
      </Link>
      <p class="quiet">{name}</p>
      <p class="why" title={whyOf(saga)}>
        {whyOf(saga)}
      </p>
      <p class="card-foot">
        <SagaStateBadge status={status} />
        <span class="grow" />
        {stepCount !== undefined && (
          <span class="pips" aria-hidden="true">
            {Array.from({ length: Math.min(stepCount, 12) }, (_, step) => (
              <i key={step} class={step < stepsCompleted.length ? 'is-done' : ''} />
            ))}
          </span>
        )}
        <span class="quiet">{progressOf(saga)}</span>
        <span class="quiet">
          <Time at={updatedAt} />
        </span>
      </p>
    </div>
  );
}
