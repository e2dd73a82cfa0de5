import type { AmbientTransaction } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { AppendOutcome, AppendRequest, EventBackend } from '../backends/event-backend.js';
import type { CommittedEvents } from '../commits/committed-events.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { EventSerializer } from '../events/event-serializer.js';
import { EventIdConflictException } from '../exceptions/event-id-conflict.exception.js';
import { isExpected, type ExpectedVersion } from '../streams/expected-version.js';
import { partitionOf } from '../streams/partition-of.js';
import { refusalOf, type Refusal } from './append-refusal.js';
import type { AppendResult } from './append-options.js';
import { BufferedAppend } from './buffered-append.js';
import { BufferedEvent } from './buffered-event.js';
import { CommittedAppend } from './committed-append.js';
import { publicErrorInUnit } from './public-error.js';
import { UnitSegments, type UnitEntry } from './unit-segments.js';

/** What {@link UnitAppends} works with. */
export interface UnitSurroundings {
  readonly backend: EventBackend;
  readonly serializer: EventSerializer;
  readonly registry: EventRegistry;
  /** Told of events that are durable, or, with a manager, written in that one's open transaction. */
  readonly onAppended: (committed: CommittedEvents, manager: EntityManager | undefined) => void;
}

/** An append on its way: the objects, what becomes of them, and what was expected in the caller's words. */
export interface UnitAppend {
  readonly events: readonly object[];
  readonly request: AppendRequest;
  readonly expectedVersion: ExpectedVersion;
}

/** A stream that a unit of work has taken, and what it is about to append to it. */
export interface HeldStream {
  /** Where the stream stood when it was taken. */
  readonly base: number;
  readonly events: BufferedEvent[];
}

/**
 * The appends of one unit of work. A stream is taken with the first append to it and its version checked at once, so that a conflict
 * shows early and later ones cannot come up; the events are written just before the commit. An open transaction that has drawn
 * positions would hold back every subscriber of the log for as long as its handler takes.
 *
 * The first append to a stream is one round trip, later ones are none; the end is one for all of them, as a rule.
 */
export class UnitAppends {
  readonly #held = new Map<string, HeldStream>();
  readonly #segments = new UnitSegments();
  readonly #byId = new Map<string, BufferedEvent>();

  constructor(
    readonly transaction: AmbientTransaction,
    private readonly surroundings: UnitSurroundings,
  ) {
    transaction.beforeCommit(() => this.#write(this.#segments.batches()));
  }

  /** What the unit of work has appended to a stream so far, if anything. */
  held(stream: string): HeldStream | undefined {
    const held = this.#held.get(stream);
    return held && held.events.length > 0 ? held : undefined;
  }

  /** See `EventStore.append`. */
  async append(append: UnitAppend): Promise<AppendResult> {
    const { request, expectedVersion } = append;
    this.transaction.assertOpen();
    const found = await this.#take(request);
    if (found.kind === 'repeated') return new CommittedAppend(request, found, this.surroundings);
    if (found.kind !== 'held') throw refusalOf(request.stream, expectedVersion, found);
    this.transaction.assertOpen();
    return this.#repeated(request) ?? this.#buffer(append, found.stream);
  }

  async #take(
    request: AppendRequest,
  ): Promise<{ kind: 'held'; stream: HeldStream } | Exclude<AppendOutcome, { kind: 'appended' }>> {
    const { stream, mayRepeat } = request;
    const known = this.#held.get(stream);
    if (known && !mayRepeat) return { kind: 'held', stream: known };
    let outcome;
    try {
      outcome = await this.surroundings.backend.reserve(this.transaction, request);
    } catch (error) {
      throw this.#spoil(error, stream);
    }
    if (outcome.kind !== 'reserved') return outcome;
    const held = this.#held.get(stream) ?? { base: outcome.version, events: [] };
    this.#held.set(stream, held);
    return { kind: 'held', stream: held };
  }

  /** The same events appended once more in this unit of work. */
  #repeated({ stream, events, mayRepeat }: AppendRequest): AppendResult | undefined {
    if (!mayRepeat) return undefined;
    const found = events.map(({ id }) => this.#byId.get(id));
    const first = found[0];
    if (found.every((event) => event === undefined)) return undefined;
    const isSame = found.every((event, index) => event?.stream === stream && event.version === first!.version + index);
    if (!isSame) throw new EventIdConflictException(stream);
    return new BufferedAppend(found as BufferedEvent[], this.surroundings);
  }

  #buffer({ events, request, expectedVersion }: UnitAppend, held: HeldStream): AppendResult {
    const { stream, expected } = request;
    const version = held.base + held.events.length;
    if (!isExpected(expected, version)) throw refusalOf(stream, expectedVersion, { kind: 'conflict', actual: version });
    const partition = partitionOf(stream, this.surroundings.backend.partitions);
    const buffered = request.events.map((event, index) => new BufferedEvent(event, stream, version + index + 1, partition));
    const result = new BufferedAppend(buffered, this.surroundings);
    held.events.push(...buffered);
    for (const event of buffered) this.#byId.set(event.id, event);
    this.#segments.add(request, buffered, { events, result });
    return result;
  }

  /** Answers at once when the backend does. */
  #write([batch, ...rest]: UnitEntry[][]): Promise<void> | void {
    if (!batch) return;
    const outcomes = this.surroundings.backend.appendReserved(
      this.transaction,
      batch.map(({ stream, category, expected, events, mayRepeat }) => ({ stream, category, expected, events, mayRepeat })),
    );
    if (!(outcomes instanceof Promise)) {
      this.#settle(batch, outcomes);
      return this.#write(rest);
    }
    return outcomes.then(
      (answered) => {
        this.#settle(batch, answered);
        return this.#write(rest);
      },
      (error: unknown) => {
        throw this.#spoil(error, batch[0]!.stream);
      },
    );
  }

  #settle(batch: readonly UnitEntry[], outcomes: readonly AppendOutcome[]): void {
    for (const [index, { stream, expected, events, appends, mayRepeat }] of batch.entries()) {
      const outcome = outcomes[index]!;
      if (outcome.kind !== 'appended' && outcome.kind !== 'repeated') throw refusalOf(stream, expected, outcome as Refusal);
      events.forEach((event, offset) => event.place(outcome.positions[offset]!, outcome.recordedAt));
      if (outcome.kind === 'appended' || !mayRepeat) for (const append of appends) this.#tell(append);
    }
  }

  #tell(append: CommittedEvents): void {
    const { manager } = this.transaction;
    if (manager) this.surroundings.onAppended(append, manager);
    else this.transaction.afterCommit(() => this.surroundings.onAppended(append, undefined));
  }

  #spoil(error: unknown, stream: string): unknown {
    const told = publicErrorInUnit(error, this.surroundings.backend.shown, stream);
    this.transaction.spoil(told);
    return told;
  }
}
