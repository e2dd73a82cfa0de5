import { ANY_VERSION } from '../../streams/expected-version.js';
import type { AppendRequest, StreamReservation } from '../event-backend.js';
import { findRepeated, findStreams } from './append-by-statements.js';
import { decideAppend } from './append-decision.js';
import { hexOf } from './sql/event-columns.js';
import type { RunStatement } from '@ledgerline/storage';

/**
 * Locks a stream's row, waiting for who holds it, and tells where the stream stands. The head row is not touched: other writers go on. A
 * stream that does not exist has no row to lock; what becomes of it shows when it is written. One round trip, two where ids may repeat.
 */
export async function reserveStream(run: RunStatement, schema: string, request: AppendRequest): Promise<StreamReservation> {
  const streams = await findStreams(run, schema, [request], true);
  const repeated = await findRepeated(run, schema, [request]);
  const decision = decideAppend(
    { ...request, expected: ANY_VERSION },
    streams.get(request.stream),
    request.events.map(({ id }) => repeated.get(hexOf(id))),
  );
  return decision.kind === 'write' ? { kind: 'reserved', version: decision.version } : (decision.outcome as StreamReservation);
}
