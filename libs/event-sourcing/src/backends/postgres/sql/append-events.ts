import type { AppendOutcome, AppendRequest } from '../../event-backend.js';
import type { Statement } from '../statement.js';

/** The answer, as the driver gives it: texts, arrays in PostgreSQL's form. */
type AppendRow = readonly [
  outcomes: string,
  versions: string,
  positions: string | null,
  at: string | null,
  repeatedAt: string | null,
];

/** Appends a batch. One round trip; see the function for what it does, locks and uses. */
export function appendEvents(schema: string): Statement {
  return {
    name: `${schema}_append_events`,
    text: `SELECT * FROM ${schema}.append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
  };
}

/** Appends to one stream. One round trip; see the function for what it does, locks and uses. */
export function appendOne(schema: string): Statement {
  return { name: `${schema}_append_one`, text: `SELECT * FROM ${schema}.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)` };
}

/** The parameters of {@link appendOne}. */
export function appendOneParameters({ stream, category, expected, mayRepeat, events }: AppendRequest, waits: boolean): unknown[] {
  return [
    stream,
    category,
    expected,
    mayRepeat,
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ schemaVersion }) => schemaVersion),
    events.map(({ data }) => data),
    events.map(({ metadata }) => metadata),
    waits,
  ];
}

/** The parameters of {@link appendEvents}: parallel arrays, so that one plan serves every size of batch. */
export function appendParameters(batch: readonly AppendRequest[], waits: boolean): unknown[] {
  const appends: number[] = [];
  const numbers: number[] = [];
  const ids: string[] = [];
  const types: string[] = [];
  const schemaVersions: number[] = [];
  const data: string[] = [];
  const metadata: (string | null)[] = [];
  batch.forEach((request, index) => {
    request.events.forEach((event, offset) => {
      appends.push(index + 1);
      numbers.push(offset + 1);
      ids.push(event.id);
      types.push(event.type);
      schemaVersions.push(event.schemaVersion);
      data.push(event.data);
      metadata.push(event.metadata);
    });
  });
  return [
    batch.map(({ stream }) => stream),
    batch.map(({ category }) => category),
    batch.map(({ expected }) => expected),
    batch.map(({ mayRepeat }) => mayRepeat),
    batch.map(({ events }) => events.length),
    appends,
    numbers,
    ids,
    types,
    schemaVersions,
    data,
    metadata,
    waits,
  ];
}

/** The outcomes in the order of the batch. */
export function appendOutcomes(rows: readonly unknown[], batch: readonly AppendRequest[]): AppendOutcome[] {
  const [outcomes, versions, positions, at, repeatedAt] = rows[0] as AppendRow;
  const versionOf = numbers(versions);
  const positionOf = numbers(positions);
  const repeatedAtOf = numbers(repeatedAt);
  let next = 0;
  return batch.map(({ events }, index) => {
    const own = positionOf.slice(next, (next += events.length));
    const version = versionOf[index]!;
    switch (outcomes[index]) {
      case 'w':
        return {
          kind: 'appended',
          version: version + events.length,
          partition: 0,
          positions: own,
          recordedAt: milliseconds(Number(at)),
        };
      case 'r':
        return { kind: 'repeated', version, partition: 0, positions: own, recordedAt: milliseconds(repeatedAtOf[index]!) };
      case 'c':
        return { kind: 'conflict', actual: version };
      case 'i':
        return { kind: 'id-conflict' };
      case 'x':
        return { kind: 'closed', state: 'archived' };
      case 'd':
        return { kind: 'closed', state: 'deleted' };
      default:
        return { kind: 'busy' };
    }
  });
}

function numbers(array: string | null): number[] {
  return array === null || array === '{}' ? [] : array.slice(1, -1).split(',').map(Number);
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
