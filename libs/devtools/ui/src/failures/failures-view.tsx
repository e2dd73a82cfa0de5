import type { FailureGroup } from '@ledgerline/devtools/api';
import { Confirmed } from '../actions/confirmed.js';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { useServices } from '../data/services.js';
import { useRead } from '../data/use-read.js';
import { count } from '../formatting/count.js';
import type { ViewProps } from '../frame/views.js';
import { Link } from '../routing/link.js';
import { SagaStateBadge } from '../saga/saga-state.js';
import { SagaRow } from '../sagas/saga-row.js';

/** What stands until a person acts, alike things together. */
export function FailuresView(_props: ViewProps) {
  const inbox = useRead('sagas/failures', {});
  return (
    <Answered answer={inbox}>
      {({ groups, projections, isComplete }) => (
        <>
          {groups.length + projections.length === 0 && <Empty title="Nothing needs a person." />}
          {projections.map((name) => (
            <p key={name} class="warning">
              The projection{' '}
              <Link page="events" view="projections">
                {name}
              </Link>{' '}
              is faulted.
            </p>
          ))}
          {groups.map((group) => (
            <Group
              key={`${group.saga} ${group.status} ${group.step} ${group.error.message}`}
              group={group}
              onChanged={inbox.reload}
            />
          ))}
          {!isComplete && <p class="quiet">There are more than are shown here; search for the others.</p>}
        </>
      )}
    </Answered>
  );
}

function Group({ group, onChanged }: { readonly group: FailureGroup; readonly onChanged: () => void }) {
  const { client } = useServices();
  const { saga, status, step, error, count: total, sagas } = group;
  return (
    <section class="panel" aria-label={`${saga}: ${error.message}`}>
      <header class="panel-head">
        <SagaStateBadge status={status} />
        <h3>
          {saga}
          {step === undefined ? '' : `, ${step}`}
        </h3>
        <span class="badge">{count(total)}</span>
        <span class="grow" />
        <Confirmed
          label="Retry all like this"
          question={`Let every ${saga} go on that stands with "${error.message}"?`}
          act={() => client.act('sagas/retry', { saga, text: error.message })}
          onDone={onChanged}
        />
      </header>
      <p class="error">{error.message}</p>
      <ul class="rows">
        {sagas.map((each) => (
          <SagaRow key={each.id} saga={each} />
        ))}
      </ul>
    </section>
  );
}
