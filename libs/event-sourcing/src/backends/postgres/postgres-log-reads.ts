import type { StoredEvent } from '../../events/recorded-event.js';
import type { LoadedStream, LoadQuery, LogPage, LogQuery, LogReads, SafeHead, StreamQuery } from '../event-backend.js';
import { storedEvent, type EventRow } from './sql/event-columns.js';
import { loadedStream, loadStream } from './sql/load-stream.js';
import { readLog, SCAN_WINDOW } from './sql/read-log.js';
import { readStream } from './sql/read-stream.js';
import { safeHead, safeHeadOf } from './sql/safe-head.js';
import { versionAt } from './sql/version-at.js';
import type { Statement } from './statement.js';

/** Largest value of PostgreSQL's bigint that is still exact in JavaScript. */
const NO_END = Number.MAX_SAFE_INTEGER;

/** Runs a statement on a connection of the pool, or on that of a transaction. */
export type RunStatement = <Row extends readonly unknown[]>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;

/** What is read of the log on PostgreSQL; each method is one round trip. */
export class PostgresLogReads implements LogReads {
  readonly #schema: string;
  readonly #run: RunStatement;

  constructor(schema: string, run: RunStatement) {
    this.#schema = schema;
    this.#run = run;
  }

  async readStream({ stream, from, to, direction, limit, types }: StreamQuery): Promise<StoredEvent[]> {
    const rows = await this.#run<EventRow>(readStream(this.#schema, direction), [
      stream,
      from,
      Math.min(to, NO_END),
      types ?? null,
      limit,
    ]);
    return rows.map(storedEvent);
  }

  async load({ stream, snapshotVersion, after, upTo, limit, isFull }: LoadQuery): Promise<LoadedStream> {
    const values = [stream, snapshotVersion ?? null, Math.min(upTo, NO_END), after, limit];
    const rows = await this.#run(loadStream(this.#schema, isFull), values);
    return loadedStream(stream, rows);
  }

  async versionAt(stream: string, at: Date): Promise<number> {
    const rows = await this.#run<readonly [string]>(versionAt(this.#schema), [stream, at.getTime()]);
    return Number(rows[0]?.[0] ?? 0);
  }

  async safeHead(): Promise<SafeHead> {
    return safeHeadOf(await this.#run(safeHead(this.#schema), []));
  }

  async readLog(query: LogQuery): Promise<LogPage> {
    const { after, upTo, direction, limit, category, types } = query;
    const isFiltered = category !== undefined || types !== undefined;
    const window = isFiltered ? SCAN_WINDOW : NO_END;
    const isForwards = direction === 'forwards';
    const low = isForwards ? after + 1 : Math.max(1, Math.min(after - 1, upTo) - window + 1);
    const high = isForwards ? Math.min(upTo, after + window) : Math.min(after - 1, upTo);
    const filters = isFiltered ? [category ?? null, types ?? null] : [];
    const rows = await this.#run<EventRow>(readLog(this.#schema, query), [low, Math.min(high, NO_END), limit, ...filters]);
    const events = rows.map(storedEvent);
    const end = isForwards ? high : low;
    return { events, scannedTo: events.length < limit ? end : events.at(-1)!.position };
  }
}
