import type { SafeHead } from '../../event-backend.js';
import type { Statement } from '../statement.js';

type SafeHeadRow = readonly [safe: string, last: string, pid: string | null, since: string | null];

/** The safe head of the log. One round trip; reads the sequence and `pg_locks`; takes no lock. */
export function safeHead(schema: string): Statement {
  return {
    name: `${schema}_safe_head`,
    text: `SELECT safe, last, pid, date_part('epoch', since) * 1000 FROM ${schema}.safe_head()`,
  };
}

export function safeHeadOf(rows: readonly unknown[]): SafeHead {
  const [safe, last, pid, since] = rows[0] as SafeHeadRow;
  const position = Number(safe);
  const held = { pid: pid === null ? null : Number(pid), since: since === null ? null : new Date(Number(since)) };
  return position < Number(last) ? { position, last: Number(last), heldBack: held } : { position, last: position };
}
