import type { RunStatement, SqlValue } from '@ledgerline/storage';
import type { SagaRow } from '../saga-row.js';
import { lockDue } from './sql/lock-due.js';
import { lockLost } from './sql/lock-lost.js';
import { SAGA_COLUMNS, sagaRow } from './sql/saga-columns.js';
import { takeSelected } from './sql/take-selected.js';

/** Claims where procedures are not allowed, in a transaction that is open. Two round trips. */
export async function claimByStatements(
  run: RunStatement,
  schema: string,
  node: string,
  { name, version }: { readonly name: string; readonly version: number },
  limit: number,
): Promise<SagaRow[]> {
  const sql = lockDue(schema, SAGA_COLUMNS, { name: '?', version: '?', limit: '?' });
  const rows = (await run(sql, [name, version, BigInt(limit)])).rows.map(sagaRow);
  if (rows.length === 0) return [];
  await run(takeSelected(schema, rows.length), [node, null, 0, ...idsOf(rows)]);
  return rows.map((row) => takenBy(node, row));
}

/** Takes over where procedures are not allowed, in a transaction that is open. Two or three round trips. */
export async function takeOverByStatements(
  run: RunStatement,
  schema: string,
  node: string,
  lost: { readonly owners: string; readonly runnable: string; readonly suspects: boolean },
  limit: number,
): Promise<SagaRow[]> {
  const sql = lockLost(schema, `${SAGA_COLUMNS}, o.b`, { owners: '?', runnable: '?', suspects: '?', limit: '?' });
  const found = await run(sql, [lost.owners, lost.runnable, lost.suspects ? 1 : 0, BigInt(limit)]);
  const taken: SagaRow[] = [];
  for (const blame of [0, 1]) {
    const rows = found.rows.filter((row) => Number(row.at(-1)) === blame).map((row) => sagaRow(row.slice(0, -1)));
    if (rows.length === 0) continue;
    await run(takeSelected(schema, rows.length), [node, 1, blame, ...idsOf(rows)]);
    taken.push(...rows.map((row) => ({ ...takenBy(node, row), isDoubtful: true, recoveries: row.recoveries + blame })));
  }
  return taken;
}

function idsOf(rows: readonly SagaRow[]): SqlValue[] {
  return rows.map(({ id }) => id).sort();
}

/** The row as the update left it: it was locked before. */
function takenBy(node: string, row: SagaRow): SagaRow {
  const status = row.status === 'pending' || row.status === 'waiting' ? 'running' : row.status;
  return { ...row, status, owner: node, token: row.token + 1 };
}
