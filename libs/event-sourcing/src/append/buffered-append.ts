import type { EventRegistry } from '../events/event-registry.js';
import type { EventSerializer } from '../events/event-serializer.js';
import type { RecordedEvent } from '../events/recorded-event.js';
import { LazyRecordedEvent } from '../reading/lazy-recorded-event.js';
import { tokenOf } from '../streams/token.js';
import type { AppendResult } from './append-options.js';
import type { BufferedEvent } from './buffered-event.js';

/**
 * The result of an append in a unit of work: stream, version, partition and the events are known at once; `position` and `token` throw a
 * `NotCommittedException` until the events are written, just before the commit.
 */
export class BufferedAppend implements AppendResult {
  readonly stream: string;
  readonly version: number;
  readonly partition: number;
  readonly #last: BufferedEvent;
  #recorded?: readonly RecordedEvent[];

  constructor(
    private readonly buffered: readonly BufferedEvent[],
    private readonly context: { readonly registry: EventRegistry; readonly serializer: EventSerializer },
  ) {
    this.#last = buffered.at(-1)!;
    this.stream = this.#last.stream;
    this.version = this.#last.version;
    this.partition = this.#last.partition;
  }

  get position(): number {
    return this.#last.position;
  }

  get token(): string {
    return tokenOf(this.partition, this.position);
  }

  get events(): readonly RecordedEvent[] {
    const { registry, serializer } = this.context;
    return (this.#recorded ??= this.buffered.map(
      (stored) => new LazyRecordedEvent({ stored, type: registry.byName(stored.type)!, serializer }),
    ));
  }

  /** All of it, once it is written. @throws NotCommittedException before */
  toJSON(): AppendResult {
    const { stream, version, partition, position, token, events } = this;
    return { stream, version, partition, position, token, events };
  }
}
