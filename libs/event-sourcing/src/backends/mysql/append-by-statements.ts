import { type RunStatement, type SqlValue, textOf } from '@ledgerline/storage';
import type { AppendOutcome, AppendRequest } from '../event-backend.js';
import { decideAppend, type AppendDecision, type FoundEvent, type FoundStream } from './append-decision.js';
import type { AppendMode } from './sql/append-events.procedure.js';
import { hexOf } from './sql/event-columns.js';
import { existingStreams } from './sql/existing-streams.js';
import { findEvents } from './sql/find-events.js';
import { insertEvents } from './sql/insert-events.js';
import { insertStreams } from './sql/insert-streams.js';
import { lockHead } from './sql/lock-head.js';
import { lockStreams } from './sql/lock-streams.js';
import { moveHead } from './sql/move-head.js';
import { raiseVersions } from './sql/raise-versions.js';

/** An append that is written: where, and behind what. */
interface Winner {
  readonly request: AppendRequest;
  readonly key: number | null;
  readonly version: number;
  readonly first: number;
}

/**
 * What the procedure does, as separate statements, for servers and logins without procedures: 7 to 11 round trips on one connection.
 * While the head row is held every other writer waits, so this process must not pause; a procedure is safe from that.
 */
export async function appendByStatements(
  run: RunStatement,
  schema: string,
  batch: readonly AppendRequest[],
  mode: AppendMode,
): Promise<AppendOutcome[]> {
  if (mode === 'joined') return appendUnderHead(run, schema, batch, true);
  await run('SET TRANSACTION ISOLATION LEVEL READ COMMITTED', []);
  await run('START TRANSACTION', []);
  const outcomes = await appendUnderHead(run, schema, batch, false);
  await run('COMMIT', []);
  return outcomes;
}

async function appendUnderHead(
  run: RunStatement,
  schema: string,
  batch: readonly AppendRequest[],
  waits: boolean,
): Promise<AppendOutcome[]> {
  const [head] = (await run(lockHead(schema), [])).rows;
  const streams = await findStreams(run, schema, batch, waits);
  const found = await findRepeated(run, schema, batch);
  const decisions = batch.map((request) =>
    decideAppend(
      request,
      streams.get(request.stream),
      request.events.map(({ id }) => found.get(hexOf(id))),
    ),
  );
  let position = Number(head![0]);
  const winners = batch.flatMap((request, index): Winner[] => {
    const decision = decisions[index]!;
    if (decision.kind === 'answer') return [];
    const first = position + 1;
    position += request.events.length;
    return [{ request, first, key: decision.key, version: decision.version }];
  });
  if (winners.length > 0) await write(run, schema, winners, textOf(head![1]), position);
  return outcomesOf(batch, decisions, winners, Number(head![2]));
}

/** The streams of a batch that exist, locked; those that somebody else holds are told from those that do not exist by a plain read. */
export async function findStreams(
  run: RunStatement,
  schema: string,
  batch: readonly AppendRequest[],
  waits: boolean,
): Promise<Map<string, FoundStream>> {
  const names = batch.map(({ stream }) => stream);
  const streams = new Map<string, FoundStream>();
  for (const [name, key, version, state] of (await run(lockStreams(schema, names.length, waits), names)).rows) {
    streams.set(textOf(name), { key: Number(key), version: Number(version), state: textOf(state) });
  }
  const missing = names.filter((name) => !streams.has(name));
  if (waits || missing.length === 0) return streams;
  for (const [name] of (await run(existingStreams(schema, missing.length), missing)).rows) streams.set(textOf(name), 'busy');
  return streams;
}

/** Those events of a batch that are stored already, by their ids in hexadecimal; only of appends whose ids may repeat. */
export async function findRepeated(
  run: RunStatement,
  schema: string,
  batch: readonly AppendRequest[],
): Promise<Map<string, FoundEvent>> {
  const ids = batch.flatMap(({ mayRepeat, events }) => (mayRepeat ? events.map(({ id }) => hexOf(id)) : []));
  const found = new Map<string, FoundEvent>();
  if (ids.length === 0) return found;
  const { rows } = await run(
    findEvents(schema, ids.length),
    ids.map((id) => Buffer.from(id, 'hex')),
  );
  for (const [id, key, version, position, recordedAt] of rows) {
    const event = { key: Number(key), version: Number(version), position: Number(position), recordedAt: Number(recordedAt) };
    found.set(textOf(id).toLowerCase(), event);
  }
  return found;
}

/** Events first: MySQL undoes only the statement that failed, and were an id stored already nothing must be written. */
async function write(run: RunStatement, schema: string, winners: readonly Winner[], at: string, position: number): Promise<void> {
  const events = winners.flatMap(({ request, key, version, first }) =>
    request.events.map(({ id, type, schemaVersion, data, metadata }, index): SqlValue[] => {
      const uuid = Buffer.from(hexOf(id), 'hex');
      return [first + index, key ?? first, version + index + 1, uuid, type, schemaVersion, at, data, metadata];
    }),
  );
  await run(insertEvents(schema, events.length), events.flat());
  const created = winners.filter(({ key }) => key === null);
  const streams = created.flatMap(({ request, first }) => [first, request.stream, request.category, request.events.length]);
  if (created.length > 0) await run(insertStreams(schema, created.length), streams);
  const raised = winners.filter(({ key }) => key !== null);
  const keys = raised.map(({ key }) => key);
  const counts = raised.map(({ request }) => request.events.length);
  if (raised.length > 0) await run(raiseVersions(schema, raised.length), [...keys, ...counts, ...keys]);
  await run(moveHead(schema), [position, at]);
}

function outcomesOf(
  batch: readonly AppendRequest[],
  decisions: readonly AppendDecision[],
  winners: readonly Winner[],
  recordedAt: number,
): AppendOutcome[] {
  const places = new Map(winners.map((winner) => [winner.request, winner]));
  return batch.map((request, index) => {
    const decision = decisions[index]!;
    if (decision.kind === 'answer') return decision.outcome;
    const { first, version } = places.get(request)!;
    const positions = request.events.map((_, offset) => first + offset);
    return { kind: 'appended', version: version + positions.length, partition: 0, positions, recordedAt };
  });
}
