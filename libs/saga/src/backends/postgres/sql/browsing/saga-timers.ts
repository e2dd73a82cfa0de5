import type { TimerPlace } from '../../../../browsing/saga-browser.js';
import type { Statement } from '../../statement.js';
import { summaryColumns } from '../saga-columns.js';

/** Sagas that go on by themselves, soonest first. For people: one round trip; index `sagas_due`, sorted; no lock. */
export function sagaTimers(
  schema: string,
  { after, limit }: { readonly after?: TimerPlace; readonly limit: number },
): { statement: Statement; values: unknown[] } {
  const place = after === undefined ? '' : `AND (s.next_at, s.id) > (to_timestamp($2::double precision / 1000), $3)`;
  const text = `SELECT ${summaryColumns('s')} FROM ${schema}.sagas s
    WHERE s.active AND s.owner IS NULL AND s.next_at IS NOT NULL ${place} ORDER BY s.next_at, s.id LIMIT $1`;
  return { statement: { name: '', text }, values: [limit, ...(after === undefined ? [] : [after.at, after.id])] };
}
