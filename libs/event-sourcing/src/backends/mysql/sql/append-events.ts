import type { SqlValue, StatementResult } from '@ledgerline/storage';
import type { AppendOutcome, AppendRequest } from '../../event-backend.js';
import { appendProcedureName, type AppendMode } from './append-events.procedure.js';
import { hexOf } from './event-columns.js';

/** Appends a batch by the procedure. One round trip; see the procedure for what it does, locks and uses. */
export function appendEvents(schema: string, mode: AppendMode): string {
  return `CALL ${appendProcedureName(schema, mode)}(?, ?, ?, ?)`;
}

/** The parameters of {@link appendEvents}: appends, events, payloads, whether ids must be looked up. */
export function appendParameters(batch: readonly AppendRequest[]): SqlValue[] {
  const events: object[] = [];
  const payload: Buffer[] = [];
  let length = 0;
  const push = (text: string) => {
    const bytes = Buffer.from(text);
    payload.push(bytes);
    length += bytes.length;
    return bytes.length;
  };
  const appends = batch.map((request, index) => {
    const s = hex(request.stream);
    request.events.forEach(({ id, type, schemaVersion, data, metadata }, offset) => {
      const d = length + 1;
      const l = push(data);
      const m = metadata === null ? {} : { m: push(metadata) };
      events.push({ a: index + 1, s, n: offset + 1, i: hexOf(id), t: hex(type), v: schemaVersion, d, l, ...m });
    });
    return { s, c: hex(request.category), x: request.expected, r: request.mayRepeat ? 1 : 0, n: request.events.length };
  });
  const mayRepeat = batch.some((request) => request.mayRepeat);
  return [JSON.stringify(appends), JSON.stringify(events), Buffer.concat(payload), mayRepeat ? 1 : 0];
}

/** The outcomes in the order of the batch. */
export function appendOutcomes({ sets }: StatementResult<readonly unknown[]>, batch: readonly AppendRequest[]): AppendOutcome[] {
  const [letters, versionsText, head, at] = sets[0]![0]!;
  const versions = JSON.parse(String(versionsText)) as Record<string, number | null>;
  let position = Number(head);
  return batch.map(({ events }, index) => {
    const actual = Number(versions[index + 1] ?? 0);
    switch (String(letters)[index]) {
      case 'w':
      case 'n': {
        const positions = events.map(() => ++position);
        return { kind: 'appended', version: actual + events.length, partition: 0, positions, recordedAt: Number(at) };
      }
      case 'r':
        return repeated((sets[1] ?? []).filter((row) => Number(row[0]) === index + 1));
      case 'b':
        return { kind: 'busy' };
      case 'i':
        return { kind: 'id-conflict' };
      case 'x':
        return { kind: 'closed', state: 'archived' };
      case 'd':
        return { kind: 'closed', state: 'deleted' };
      default:
        return { kind: 'conflict', actual };
    }
  });
}

function repeated(rows: readonly (readonly unknown[])[]): AppendOutcome {
  const [, version, , recordedAt] = rows.at(-1)!;
  const positions = rows.map((row) => Number(row[2]));
  return { kind: 'repeated', version: Number(version), partition: 0, positions, recordedAt: Number(recordedAt) };
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
