import type { AmbientTransaction, Clock, MemoryLocks, MemorySpace } from '@ledgerline/storage';
import type { StoredEvent } from '../../events/recorded-event.js';
import { ANY_VERSION, isExpected } from '../../streams/expected-version.js';
import type {
  AppendOutcome,
  AppendRequest,
  EventBackend,
  LoadedStream,
  LoadQuery,
  LogPage,
  LogQuery,
  LogReads,
  SafeHead,
  StoredSnapshot,
  StreamClosing,
  StreamQuery,
  StreamReservation,
} from '../event-backend.js';
import { MemoryCheckpointStore } from './memory-checkpoint-store.js';
import { MemoryEventBrowser } from './memory-event-browser.js';
import type { MemoryLog } from './memory-log.js';
import { MemoryPlan } from './memory-plan.js';

/** The log in this process's memory: the same contract, nothing survives. */
export class MemoryEventBackend implements EventBackend {
  readonly supportsTransactions = false;
  readonly isReady = true;
  readonly partitions: number;
  readonly checkpoints: MemoryCheckpointStore;
  readonly browser: MemoryEventBrowser;

  constructor(
    readonly shown: string,
    private readonly log: MemoryLog,
    private readonly clock: Clock,
    /** The space that the log is a part of, and its locks. */
    readonly database: MemorySpace,
    private readonly locks: MemoryLocks,
  ) {
    this.partitions = log.partitions.length;
    this.checkpoints = new MemoryCheckpointStore(log.shares, clock);
    this.browser = new MemoryEventBrowser(log);
  }

  async start(): Promise<void> {}
  async ready(): Promise<void> {}
  async stop(): Promise<void> {}

  async ping(): Promise<number> {
    return 0;
  }

  async append(batch: readonly AppendRequest[]): Promise<AppendOutcome[]> {
    return batch.map((request) =>
      this.locks.isHeld(lockOf(request.stream)) ? { kind: 'busy' } : (this.#refusal(request) ?? this.#write(request)),
    );
  }

  appendIn(): Promise<AppendOutcome> {
    return Promise.reject(
      new TypeError('The memory store has no transactions; leave out `manager`, or use a PostgreSQL or MySQL storage.'),
    );
  }

  owns(): boolean {
    return false;
  }

  readsIn(): LogReads {
    return this;
  }

  async reserve(transaction: AmbientTransaction, request: AppendRequest): Promise<StreamReservation> {
    await this.locks.take(lockOf(request.stream), transaction);
    const refusal = this.#refusal({ ...request, expected: ANY_VERSION }) as StreamReservation | undefined;
    return refusal ?? { kind: 'reserved', version: this.log.streams.get(request.stream)?.events.length ?? 0 };
  }

  appendReserved(transaction: AmbientTransaction, batch: readonly AppendRequest[]): AppendOutcome[] {
    const now = this.clock.now();
    const plan = MemoryPlan.of(transaction, this.log);
    return batch.map((request) => {
      const refusal = this.#refusal(request, plan.versionOf(request.stream));
      return refusal ?? { kind: 'appended', ...plan.add(transaction, request, now) };
    });
  }

  async readStream({ stream, from, to, direction, limit, types }: StreamQuery): Promise<StoredEvent[]> {
    const found = this.log.streams.get(stream);
    const events = (found?.events ?? []).slice(Math.max(from, found?.truncateBefore ?? 1) - 1, Math.max(to, 0));
    if (direction === 'backwards') events.reverse();
    return (types ? events.filter(({ type }) => types.includes(type)) : events).slice(0, limit);
  }

  async load({ stream, snapshotVersion, after, upTo, limit }: LoadQuery): Promise<LoadedStream> {
    const found = this.log.streams.get(stream);
    if (!found) return { version: 0, events: [] };
    const newest = snapshotVersion === undefined ? undefined : found.snapshots.get(snapshotVersion);
    const snapshot = newest && newest.version <= upTo ? newest : undefined;
    const from = Math.max(snapshot?.version ?? 0, after, found.truncateBefore - 1);
    const events = found.events.slice(from, Math.min(upTo, from + limit));
    return { version: found.events.length, ...(snapshot ? { snapshot } : {}), events };
  }

  async versionAt(stream: string, at: Date): Promise<number> {
    return (this.log.streams.get(stream)?.events ?? []).findLast(({ recordedAt }) => recordedAt <= at.getTime())?.version ?? 0;
  }

  async safeHead(partition: number): Promise<SafeHead> {
    const last = this.log.partitions[partition]?.length ?? 0;
    return { position: last, last };
  }

  async readLog({ partition, after, upTo, direction, limit, category, types }: LogQuery): Promise<LogPage> {
    const log = this.log.partitions[partition] ?? [];
    const events: StoredEvent[] = [];
    const step = direction === 'forwards' ? 1 : -1;
    let position = direction === 'forwards' ? after + 1 : Math.min(after - 1, upTo, log.length);
    const isInside = () => position >= 1 && position <= Math.min(upTo, log.length);
    for (; isInside() && events.length < limit; position += step) {
      const event = log[position - 1];
      const stream = event && this.log.streams.get(event.stream);
      if (!event || !stream || event.version < stream.truncateBefore) continue;
      if ((category === undefined || stream.category === category) && (!types || types.includes(event.type))) events.push(event);
    }
    return { events, scannedTo: isInside() ? position - step : direction === 'forwards' ? upTo : 0 };
  }

  async closeStream(name: string, { before = 1, state, erases }: StreamClosing): Promise<boolean> {
    await this.locks.free(lockOf(name));
    const stream = this.log.streams.get(name);
    if (!stream) return false;
    const end = stream.events.length + 1;
    stream.state = state ?? stream.state;
    stream.truncateBefore = state === 'deleted' ? end : Math.max(stream.truncateBefore, Math.min(before, end));
    if (state === 'deleted') stream.snapshots.clear();
    if (erases) this.log.erase(stream);
    return true;
  }

  async saveSnapshot(stream: string, snapshotVersion: number, snapshot: StoredSnapshot): Promise<void> {
    const snapshots = this.log.streams.get(stream)?.snapshots;
    const existing = snapshots?.get(snapshotVersion);
    if (!existing || existing.version <= snapshot.version)
      snapshots?.set(snapshotVersion, { ...snapshot, createdAt: this.clock.now() });
  }

  /** Why an append is not written, if it is not. */
  #refusal(
    { stream, expected, events, mayRepeat }: AppendRequest,
    actual = this.log.streams.get(stream)?.events.length ?? 0,
  ): AppendOutcome | undefined {
    const stored = events.map(({ id }) => this.log.byId.get(id));
    if (stored.some((event) => event !== undefined)) return mayRepeat ? this.#repeated(stream, stored) : { kind: 'id-conflict' };
    const found = this.log.streams.get(stream);
    if (found && found.state !== 'active') return { kind: 'closed', state: found.state };
    return isExpected(expected, actual) ? undefined : { kind: 'conflict', actual };
  }

  #write({ stream, category, events }: AppendRequest): AppendOutcome {
    return { kind: 'appended', ...placeOf(this.log.write(stream, category, events, this.clock.now())) };
  }

  #repeated(stream: string, stored: readonly (StoredEvent | undefined)[]): AppendOutcome {
    const first = stored[0]?.version ?? 0;
    const isSame = stored.every((event, index) => event?.stream === stream && event.version === first + index);
    return isSame ? { kind: 'repeated', ...placeOf(stored as StoredEvent[]) } : { kind: 'id-conflict' };
  }
}

function lockOf(stream: string): string {
  return `stream ${stream}`;
}

function placeOf(events: readonly StoredEvent[]) {
  const last = events.at(-1)!;
  return {
    version: last.version,
    partition: last.partition,
    positions: events.map(({ position }) => position),
    recordedAt: last.recordedAt,
  };
}
