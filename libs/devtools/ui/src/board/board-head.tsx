import type { SagaBoard } from '@ledgerline/devtools/api';
import { Sparkline } from '../charts/sparkline.js';
import { FilterBar } from '../controls/filter-bar.js';
import { SelectField } from '../controls/select-field.js';
import { useServices } from '../data/services.js';
import { useRepeatedRead } from '../data/use-repeated-read.js';
import { number } from '../formatting/count.js';

const RATES_PERIOD = 10_000;

interface BoardHeadProps {
  readonly saga: string | undefined;
  readonly board: SagaBoard | undefined;
}

/** What ended in the last hour, what is on its way, and what nobody has taken. */
export function BoardHead({ saga, board }: BoardHeadProps) {
  const { info } = useServices();
  const rates = useRepeatedRead('sagas/rates', { saga }, RATES_PERIOD);
  const minutes = rates.value?.minutes ?? [];
  const succeeded = minutes.reduce((sum, minute) => sum + minute.succeeded, 0);
  const failed = minutes.reduce((sum, minute) => sum + minute.failed, 0);
  const share = succeeded + failed === 0 ? 0 : (failed / (succeeded + failed)) * 100;
  return (
    <div class="facts">
      <dl>
        <div>
          <dt>Completed, last hour</dt>
          <dd>
            {number(succeeded)}
            {rates.value?.isComplete === false ? '+' : ''}{' '}
            <Sparkline
              values={minutes.map((minute) => minute.succeeded)}
              label={`${succeeded} sagas completed in the last hour`}
            />
          </dd>
        </div>
        <div>
          <dt>Failed, last hour</dt>
          <dd>
            {number(failed)} <span class="quiet">{share.toFixed(share < 10 ? 1 : 0)} %</span>{' '}
            <Sparkline
              class="is-failed"
              values={minutes.map((minute) => minute.failed)}
              label={`${failed} sagas failed in the last hour`}
            />
          </dd>
        </div>
      </dl>
      <FilterBar view="board" label="Choose a saga">
        <SelectField name="saga" label="Saga" none="all sagas" value={saga} options={info.sagaNames} />
      </FilterBar>
      {board?.overdue.map((group) => (
        <p class="warning" role="status" key={`${group.saga} ${group.reason}`}>
          {number(group.count)} of {group.saga} {group.count === 1 ? 'is' : 'are'} due, and nobody has taken{' '}
          {group.count === 1 ? 'it' : 'them'}: {group.reason}
        </p>
      ))}
    </div>
  );
}
