import type { SagaDetail } from '@ledgerline/devtools/api';
import { Confirmed } from '../actions/confirmed.js';
import { useServices } from '../data/services.js';
import { Link } from '../routing/link.js';
import { CancelAction } from './cancel-action.js';
import { SignalAction } from './signal-action.js';

interface SagaActionsProps {
  readonly saga: SagaDetail;
  readonly onChanged: () => void;
}

/** What can be done to a saga now. */
export function SagaActions({ saga: { id, actions, signals }, onChanged }: SagaActionsProps) {
  const { client } = useServices();
  const can = new Set(actions);
  return (
    <div class="toolbar">
      {can.has('retry') && (
        <Confirmed
          label="Retry"
          question={`Let ${id} go on from where it stands?`}
          act={() => client.act('saga/retry', { id })}
          onDone={onChanged}
        />
      )}
      {can.has('skip') && (
        <Confirmed
          label="Skip"
          isGrave
          question="Go on without the compensation that failed? Only if what it should have undone was mended by hand."
          act={() => client.act('saga/retry', { id, skip: true })}
          onDone={onChanged}
        />
      )}
      {can.has('signal') && <SignalAction id={id} signals={signals} onChanged={onChanged} />}
      {can.has('fire') && (
        <Confirmed
          label="Fire now"
          question={`Let ${id} go on now, as if its time had come?`}
          act={() => client.act('saga/fire', { id })}
          onDone={onChanged}
        />
      )}
      {can.has('cancel') && <CancelAction id={id} onChanged={onChanged} />}
      <Link view="copied-test" query={{ saga: id }} class="button">
        Copy as test
      </Link>
      <a class="button" href={client.address('saga/export', { id })}>
        Export
      </a>
    </div>
  );
}
