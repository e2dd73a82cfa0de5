import type { SagaState } from '@ledgerline/devtools/api';

/** How a saga stands, as a coloured word. */
export function SagaStateBadge({ status }: { readonly status: SagaState }) {
  return <span class={`state is-${status}`}>{status}</span>;
}
