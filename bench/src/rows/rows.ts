import type { Row } from '../row.js';
import { appendOneCaller } from './a1-append-one-caller.js';
import { append64Callers } from './a2-append-64-callers.js';
import { append100Events } from './a3-append-100-events.js';
import { dispatchCommand } from './c1-dispatch-command.js';
import { appendToALargeLog } from './g1-append-to-a-large-log.js';
import { appendToVisible } from './l1-append-to-visible.js';
import { catchUp } from './p1-projection-catch-up.js';
import { runSagasInTwoProcesses } from './n1-two-processes.js';
import { loadAggregate } from './r1-load-aggregate.js';
import { readLog } from './r2-read-log.js';
import { loadWithSnapshot } from './r3-load-with-snapshot.js';
import { runSagaOneCaller } from './s1-saga-one-caller.js';
import { runSaga64Callers } from './s2-saga-64-callers.js';
import { waitInSagas } from './s3-waiting-sagas.js';

/** Every row, in the order of the table. */
export const ROWS: readonly Row[] = [
  appendOneCaller,
  append64Callers,
  append100Events,
  loadAggregate,
  readLog,
  loadWithSnapshot,
  appendToALargeLog,
  appendToVisible,
  catchUp,
  dispatchCommand,
  runSagaOneCaller,
  runSaga64Callers,
  waitInSagas,
  runSagasInTwoProcesses,
];

/** @throws RangeError for an id that no row has */
export function rowOf(id: string): Row {
  const row = ROWS.find((each) => each.id === id.toUpperCase());
  if (row) return row;
  throw new RangeError(`There is no row "${id}"; there are ${ROWS.map((each) => each.id).join(', ')}.`);
}
