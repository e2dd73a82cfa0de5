import type { SagaQuery } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { FilterBar } from '../controls/filter-bar.js';
import { Pager } from '../controls/pager.js';
import { SelectField } from '../controls/select-field.js';
import { TextField } from '../controls/text-field.js';
import { useServices } from '../data/services.js';
import { useRead } from '../data/use-read.js';
import type { ViewProps } from '../frame/views.js';
import { SagaRow } from './saga-row.js';

const STATUSES = [
  'pending',
  'running',
  'waiting',
  'completed',
  'compensating',
  'compensated',
  'compensation-failed',
  'cancelled',
  'timed-out',
  'stopped',
];

/** Every saga that is kept, by name, state, time and text. */
export function SagasView({ query }: ViewProps) {
  const { info } = useServices();
  const page = useRead('sagas', sagaQuery(query));
  return (
    <>
      <FilterBar view="sagas" label="Search sagas">
        <SelectField name="saga" label="Saga" none="all sagas" value={query['saga']} options={info.sagaNames} />
        <SelectField name="status" label="State" none="all states" value={query['status']} options={STATUSES} />
        <TextField name="text" label="Text" placeholder="id, reason, error" value={query['text']} isMain />
        <TextField name="since" label="Since" type="datetime-local" value={query['since']} />
        <TextField name="until" label="Until" type="datetime-local" value={query['until']} />
      </FilterBar>
      <Answered answer={page}>
        {(value) => (
          <>
            {value.items.length === 0 && <Empty title="No saga matches." />}
            <ul class="rows" aria-label="Sagas">
              {value.items.map((saga) => (
                <SagaRow key={saga.id} saga={saga} />
              ))}
            </ul>
            <Pager view="sagas" query={query} page={value} first="Back to the start" next="Older sagas" />
          </>
        )}
      </Answered>
    </>
  );
}

function sagaQuery(filters: ViewProps['query']): SagaQuery {
  const query: Record<string, string | number> = { limit: 50 };
  for (const name of ['saga', 'status', 'text', 'cursor']) if (filters[name]) query[name] = filters[name];
  for (const name of ['since', 'until']) {
    const time = Date.parse(filters[name] ?? '');
    if (!Number.isNaN(time)) query[name] = time;
  }
  return query;
}
