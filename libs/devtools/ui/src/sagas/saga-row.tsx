import type { SagaSummary } from '@ledgerline/devtools/api';
import { Time } from '../controls/time.js';
import { Link } from '../routing/link.js';
import { SagaStateBadge } from '../saga/saga-state.js';
import { progressOf, whyOf } from './saga-line.js';

/** A saga in one line: what it is, how far it has come, why it rests. */
export function SagaRow({ saga }: { readonly saga: SagaSummary }) {
  const { id, saga: name, status, updatedAt } = saga;
  return (
    <li class="row saga-row" data-row>
      <SagaStateBadge status={status} />
      <Link class="row-main" view="saga" query={{ id }}>
        {id}
      </Link>
      <span class="quiet">{name}</span>
      <span class="grow why">{whyOf(saga)}</span>
      <span class="quiet">{progressOf(saga)}</span>
      <span class="when quiet">
        <Time at={updatedAt} />
      </span>
    </li>
  );
}
