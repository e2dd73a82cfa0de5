import type { AppendOutcome, AppendRequest } from '../../event-backend.js';
import type { Statement } from '../statement.js';

/** A row of the answer, as the driver gives it: arrays of texts. */
type AppendRow = readonly [
  append: string,
  outcome: 'w' | 'c' | 'b' | 'r' | 'i' | 'x' | 'd',
  version: string,
  first: string | null,
  last: string | null,
  all: string | null,
  at: string | null,
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
  const outcomes = Array.from<AppendOutcome>({ length: batch.length });
  for (const row of rows as readonly AppendRow[]) {
    const index = Number(row[0]) - 1;
    outcomes[index] = outcomeOf(row, batch[index]!.events.length);
  }
  return outcomes;
}

function outcomeOf([, outcome, version, first, , all, at]: AppendRow, count: number): AppendOutcome {
  switch (outcome) {
    case 'c':
      return { kind: 'conflict', actual: Number(version) };
    case 'b':
      return { kind: 'busy' };
    case 'i':
      return { kind: 'id-conflict' };
    case 'x':
      return { kind: 'closed', state: 'archived' };
    case 'd':
      return { kind: 'closed', state: 'deleted' };
    default: {
      const positions = all === null ? consecutive(Number(first), count) : all.slice(1, -1).split(',').map(Number);
      const kind = outcome === 'w' ? 'appended' : 'repeated';
      return { kind, version: Number(version), partition: 0, positions, recordedAt: Math.round(Number(at) * 1000) };
    }
  }
}

function consecutive(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
