import { Logger } from '@nestjs/common';
import { InvalidOptionException } from '@ledgerline/storage';
import { BufferedEvent } from '../append/buffered-event.js';
import type { LoadedStream, LoadQuery, LogReads } from '../backends/event-backend.js';
import type { StoredEvent } from '../events/recorded-event.js';
import { SnapshotException } from '../exceptions/snapshot.exception.js';
import type { EventReader } from '../reading/event-reader.js';
import { aTurn } from '../reading/a-turn.js';
import { quietly } from '../reading/stream-reader.js';
import { unsealSnapshot } from '../snapshots/snapshot-state.js';
import { aggregateStream } from '../streams/stream-name.js';
import { aggregateDefinition, type AggregateClass, type AggregateDefinition } from './aggregate-definition.js';
import { aggregateInternals, type AggregateRoot } from './aggregate-root.js';

/** Which state of the past to load; the present one when neither is given. */
export interface LoadOptions {
  /** The state after this many events. */
  readonly version?: number;
  /** The state at this time, by the database's clock. */
  readonly at?: Date;
}

/** A rebuilt aggregate, and what it took. */
export interface LoadedAggregate<A> {
  readonly aggregate: A;
  readonly source: 'snapshot' | 'replay';
  /** Number of events that were folded. */
  readonly events: number;
}

/** What a replay goes by. */
interface Replay {
  readonly definition: AggregateDefinition;
  readonly query: LoadQuery;
  readonly reads: LogReads;
}

/**
 * Rebuilds aggregates: snapshot and first page of events in one round trip, further pages fetched while the one before is folded.
 * A snapshot that cannot be used is reported in the log and replaced by a full replay.
 */
export class AggregateLoader {
  readonly #logger = new Logger('EventStore');

  constructor(
    private readonly reader: EventReader,
    private readonly pageSize: number,
  ) {}

  /** The aggregate, or `null` when its stream holds no events (up to the time or version asked for). */
  async load<A extends AggregateRoot>(
    target: AggregateClass<A>,
    id: string,
    reads: LogReads,
    options: LoadOptions = {},
  ): Promise<LoadedAggregate<A> | null> {
    const definition = aggregateDefinition(target);
    const stream = aggregateStream(definition.name, id);
    const upTo = await this.#lastVersion(stream, options, reads);
    if (upTo === 0) return null;
    const query = { stream, after: 0, upTo, limit: this.pageSize, isFull: definition.takesRecorded };
    const start = await reads.load({ ...query, snapshotVersion: definition.snapshotVersion });
    if (start.version === 0 || isGone(start)) return null;
    assertReached(options, start.version, stream);
    const aggregate = new target(id);
    const replay = { definition, query, reads };
    if (!start.snapshot) return this.#replay(aggregate, start, 'replay', replay);
    if (this.#restore(aggregate, stream, start)) return this.#replay(aggregate, start, 'snapshot', replay);
    return this.#replay(new target(id), await reads.load(query), 'replay', replay);
  }

  async #lastVersion(stream: string, { version, at }: LoadOptions, reads: LogReads): Promise<number> {
    if (version !== undefined && (!Number.isSafeInteger(version) || version < 1)) {
      throw new InvalidOptionException('version', 'an integer from 1', version);
    }
    if (at === undefined) return version ?? Number.MAX_SAFE_INTEGER;
    if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new InvalidOptionException('at', 'a valid Date', at);
    if (version !== undefined) throw new InvalidOptionException('at', 'left out when `version` is given', at);
    return reads.versionAt(stream, at);
  }

  #restore(aggregate: AggregateRoot, stream: string, { snapshot, version }: LoadedStream): boolean {
    try {
      if (snapshot!.version > version)
        throw new Error(`it stands at version ${snapshot!.version} of a stream that ends at ${version}`);
      aggregate.restoreSnapshot(unsealSnapshot(stream, snapshot!));
      return true;
    } catch (error) {
      this.#logger.warn(
        `The snapshot of the stream "${stream}" is ignored and its events are replayed: ${(error as Error).message}.`,
      );
      return false;
    }
  }

  async #replay<A extends AggregateRoot>(
    aggregate: A,
    start: LoadedStream,
    source: 'snapshot' | 'replay',
    { definition: { takesRecorded }, query, reads }: Replay,
  ): Promise<LoadedAggregate<A>> {
    const end = Math.min(query.upTo, start.version);
    assertWhole(query.stream, start, end, source);
    const fetch = (page: readonly StoredEvent[]): Promise<LoadedStream> | undefined => {
      const last = page.at(-1)?.version ?? end;
      return last < end && page.length === query.limit ? quietly(reads.load({ ...query, after: last, upTo: end })) : undefined;
    };
    let events = 0;
    for (let page = start.events; page.length > 0;) {
      const next = fetch(page);
      if (next) await aTurn();
      for (const stored of page) this.#fold(aggregate, stored, takesRecorded);
      events += page.length;
      page = next ? (await next).events : [];
    }
    aggregateInternals.setVersion(aggregate, end);
    return { aggregate, source, events };
  }

  /** An event that is not written yet has no record to show, as when it was applied. */
  #fold(aggregate: AggregateRoot, stored: StoredEvent, takesRecorded: boolean): void {
    if (takesRecorded && !(stored instanceof BufferedEvent)) {
      for (const recorded of this.reader.read(stored)) aggregateInternals.replay(aggregate, recorded.event, recorded);
    } else {
      for (const event of this.reader.instances(stored)) aggregateInternals.replay(aggregate, event, undefined);
    }
  }
}

function assertReached({ version }: LoadOptions, actual: number, stream: string): void {
  if (version !== undefined && version > actual) {
    throw new InvalidOptionException('version', `at most ${actual}, where the stream "${stream}" ends`, version);
  }
}

/** Nothing left to read: the stream was deleted, or truncated to nothing. */
function isGone({ version, snapshot, events }: LoadedStream): boolean {
  return version > 0 && !snapshot && events.length === 0;
}

/** A state made from a part of the history would be wrong, silently. */
function assertWhole(stream: string, { snapshot, events }: LoadedStream, end: number, source: 'snapshot' | 'replay'): void {
  const before = source === 'snapshot' ? snapshot!.version : 0;
  const first = events[0]?.version ?? end + 1;
  if (before < end && first !== before + 1) {
    throw new SnapshotException(
      stream,
      `is missing or cannot be used, and the events ${before + 1} to ${first - 1} were truncated: the state cannot be rebuilt`,
    );
  }
}
