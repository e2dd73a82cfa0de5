import type { StoredEvent } from '../../events/recorded-event.js';
import type { LoadedStream, LoadQuery, LogPage, LogQuery, LogReads, SafeHead, StreamQuery } from '../event-backend.js';
import { storedEvent, type EventRow } from './sql/event-columns.js';
import { loadedStream, loadStream } from './sql/load-stream.js';
import { readLog, SCAN_WINDOW } from './sql/read-log.js';
import { readStream } from './sql/read-stream.js';
import { safeHead, safeHeadOf } from './sql/safe-head.js';
import { versionAt } from './sql/version-at.js';
import type { RunStatement } from '@ledgerline/storage';

const NO_END = Number.MAX_SAFE_INTEGER;

/** What is read of the log on MySQL and MariaDB; each method is one round trip. */
export class MysqlLogReads implements LogReads {
  readonly #schema: string;
  readonly #run: RunStatement;

  constructor(schema: string, run: RunStatement) {
    this.#schema = schema;
    this.#run = run;
  }

  async readStream({ stream, from, to, direction, limit, types }: StreamQuery): Promise<StoredEvent[]> {
    const sql = readStream(this.#schema, direction, types?.length);
    const { rows } = await this.#run(sql, [stream, from, Math.min(to, NO_END), ...(types ?? []), BigInt(limit)]);
    return rows.map((row) => storedEvent(row as EventRow));
  }

  async load({ stream, snapshotVersion, after, upTo, limit, isFull }: LoadQuery): Promise<LoadedStream> {
    const highest = Math.min(upTo, NO_END);
    const header = [snapshotVersion ?? null, highest, stream] as const;
    const { rows } = await this.#run(loadStream(this.#schema, isFull), [...header, ...header, after, highest, BigInt(limit)]);
    return loadedStream(stream, rows);
  }

  async versionAt(stream: string, at: Date): Promise<number> {
    const { rows } = await this.#run(versionAt(this.#schema), [stream, at.getTime()]);
    return Number(rows[0]?.[0] ?? 0);
  }

  async safeHead(): Promise<SafeHead> {
    return safeHeadOf((await this.#run(safeHead(this.#schema), [])).rows);
  }

  async readLog(query: LogQuery): Promise<LogPage> {
    const { after, upTo, direction, limit, category, types } = query;
    const window = category === undefined && types === undefined ? NO_END : SCAN_WINDOW;
    const isForwards = direction === 'forwards';
    const low = isForwards ? after + 1 : Math.max(1, Math.min(after - 1, upTo) - window + 1);
    const high = isForwards ? Math.min(upTo, after + window) : Math.min(after - 1, upTo);
    const filters = [...(category === undefined ? [] : [category]), ...(types ?? [])];
    const { rows } = await this.#run(readLog(this.#schema, query), [low, Math.min(high, NO_END), ...filters, BigInt(limit)]);
    const events = rows.map((row) => storedEvent(row as EventRow));
    return { events, scannedTo: events.length < limit ? (isForwards ? high : low) : events.at(-1)!.position };
  }
}
