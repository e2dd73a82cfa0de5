import type { AppendedEvents, AppendRequest } from '../backends/event-backend.js';
import type { EventRegistry } from '../events/event-registry.js';
import type { EventSerializer } from '../events/event-serializer.js';
import type { RecordedEvent } from '../events/recorded-event.js';
import { LazyRecordedEvent } from '../reading/lazy-recorded-event.js';
import { tokenOf } from '../streams/token.js';
import type { AppendResult } from './append-options.js';

/** What is needed to show an append's events as readers will see them. */
export interface RecordingContext {
  readonly registry: EventRegistry;
  readonly serializer: EventSerializer;
}

/** The result of an append; its events are put together when somebody looks, which most callers never do. */
export class CommittedAppend implements AppendResult {
  readonly stream: string;
  readonly version: number;
  readonly partition: number;
  readonly position: number;
  readonly #request: AppendRequest;
  readonly #appended: AppendedEvents;
  readonly #context: RecordingContext;
  #events: readonly RecordedEvent[] | undefined;

  constructor(request: AppendRequest, appended: AppendedEvents, context: RecordingContext) {
    this.stream = request.stream;
    this.version = appended.version;
    this.partition = appended.partition;
    this.position = appended.positions.at(-1)!;
    this.#request = request;
    this.#appended = appended;
    this.#context = context;
  }

  get token(): string {
    return tokenOf(this.partition, this.position);
  }

  get events(): readonly RecordedEvent[] {
    return (this.#events ??= this.#recorded());
  }

  /** All of it, so that a controller may return it as it is. */
  toJSON(): AppendResult {
    const { stream, version, partition, position, token, events } = this;
    return { stream, version, partition, position, token, events };
  }

  #recorded(): RecordedEvent[] {
    const { stream, partition } = this;
    const { positions, recordedAt } = this.#appended;
    const { registry, serializer } = this.#context;
    const first = this.version - this.#request.events.length + 1;
    return this.#request.events.map((event, index) => {
      const stored = { ...event, stream, version: first + index, partition, position: positions[index]!, recordedAt };
      return new LazyRecordedEvent({ stored, type: registry.byName(event.type)!, serializer });
    });
  }
}
