import type { SagaDefinitionView, StepView } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { useRead } from '../data/use-read.js';
import { duration } from '../formatting/time.js';
import type { ViewProps } from '../frame/views.js';
import { Link } from '../routing/link.js';
import { SagaDiagram } from '../saga/saga-diagram.js';

/** The saga classes of the application, drawn from the code. */
export function DefinitionsView(_props: ViewProps) {
  const definitions = useRead('sagas/definitions', {});
  return (
    <Answered answer={definitions}>
      {(list) => (
        <>
          {list.length === 0 && (
            <Empty title="No saga class is registered." code="SagaModule.forFeature([OrderFulfilmentSaga])" />
          )}
          {list.map((definition) => (
            <Definition key={definition.name} definition={definition} />
          ))}
        </>
      )}
    </Answered>
  );
}

function Definition({ definition }: { readonly definition: SagaDefinitionView }) {
  const { name, className, version, timeout, startedBy, steps } = definition;
  return (
    <section class="panel" aria-label={name}>
      <header class="panel-head">
        <h3>{name}</h3>
        <span class="quiet">
          {className}, version {version}
        </span>
        <span class="grow" />
        <Link view="board" query={{ saga: name }} class="button small">
          Its sagas
        </Link>
      </header>
      <p>
        {timeout === 0 ? 'No deadline.' : `Ends within ${duration(timeout)}, or is undone.`}
        {startedBy.length > 0 && ` Begins with ${startedBy.join(' or ')}.`}
      </p>
      <SagaDiagram definition={definition} steps={[]} />
      <div class="scroll" tabIndex={0} role="region" aria-label={`Steps of ${name}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Time-out</th>
              <th scope="col">Retries</th>
              <th scope="col">Undone by</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <StepLine key={step.name} step={step} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function StepLine({ step: { name, kind, timeout, retry, compensate, signal, waitTimeout, delay } }: { readonly step: StepView }) {
  const limit = kind === 'wait' ? (waitTimeout ?? 0) : timeout;
  return (
    <tr>
      <th scope="row">
        {name}
        {kind === 'wait' && <span class="quiet"> waits for {signal}</span>}
        {kind === 'delay' && <span class="quiet"> rests for {duration(delay ?? 0)}</span>}
      </th>
      <td>{limit === 0 ? 'none' : duration(limit)}</td>
      <td>
        {retry.maxRetries === 0
          ? 'none'
          : `${retry.maxRetries}, after ${duration(retry.retryDelay)}, × ${retry.backoff}, at most ${duration(retry.maxRetryDelay)}`}
      </td>
      <td>{compensate ?? <span class="quiet">nothing</span>}</td>
    </tr>
  );
}
