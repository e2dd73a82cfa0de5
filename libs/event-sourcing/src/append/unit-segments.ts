import type { AppendRequest } from '../backends/event-backend.js';
import type { CommittedEvents } from '../commits/committed-events.js';
import type { BufferedEvent } from './buffered-event.js';

/** What a unit of work appends to one stream in one go. */
export interface UnitEntry {
  readonly stream: string;
  readonly category: string;
  /** The version that its first event stands behind. */
  readonly expected: number;
  readonly events: BufferedEvent[];
  /** The appends that it is made of. */
  readonly appends: CommittedEvents[];
  mayRepeat: boolean;
}

/**
 * The appends of a unit of work in the order in which they were made, in as few batches as that order allows: a batch holds a stream
 * once, and appends to one stream that follow each other are one.
 */
export class UnitSegments {
  readonly #segments: Map<string, UnitEntry>[] = [];
  #last?: UnitEntry;

  add({ stream, category, mayRepeat }: AppendRequest, events: readonly BufferedEvent[], append: CommittedEvents): void {
    const entry = this.#last?.stream === stream ? this.#last : this.#begin(stream, category, events[0]!.version - 1);
    entry.events.push(...events);
    entry.appends.push(append);
    entry.mayRepeat ||= mayRepeat;
    this.#last = entry;
  }

  /** Each batch's entries. */
  batches(): UnitEntry[][] {
    return this.#segments.map((segment) => [...segment.values()]);
  }

  #begin(stream: string, category: string, expected: number): UnitEntry {
    const current = this.#segments.at(-1);
    const segment = !current || current.has(stream) ? new Map<string, UnitEntry>() : current;
    if (segment !== current) this.#segments.push(segment);
    const entry: UnitEntry = { stream, category, expected, events: [], appends: [], mayRepeat: false };
    segment.set(stream, entry);
    return entry;
  }
}
