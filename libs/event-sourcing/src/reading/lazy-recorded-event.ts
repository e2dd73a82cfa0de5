import type { EventType } from '../events/event-registry.js';
import { parseMetadata, type EventSerializer } from '../events/event-serializer.js';
import type { EventMetadata, RecordedEvent, StoredEvent } from '../events/recorded-event.js';
import { tokenOf } from '../streams/token.js';

/** Where a {@link LazyRecordedEvent} gets its payload. */
export interface EventSource {
  readonly stored: StoredEvent;
  /** The class that the event comes back as, after upcasting. */
  readonly type: EventType;
  readonly serializer: EventSerializer;
  /** The payload after upcasting; absent when the stored one is up to date. */
  readonly upcast?: object;
}

/** A recorded event whose payload is parsed when it is looked at: a reader that only counts or filters pays for nothing else. */
export class LazyRecordedEvent implements RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly stream: string;
  readonly version: number;
  readonly partition: number;
  readonly #source: EventSource;
  #event: object | undefined;
  #parsed: ReturnType<typeof parseMetadata> | undefined;
  #token: string | undefined;

  /** @param token given by a reader of several partitions, where "as far as here" is more than this event's own place */
  constructor(source: EventSource, token?: string) {
    const { stored, type } = source;
    this.id = stored.id;
    this.type = type.name;
    this.schemaVersion = stored.schemaVersion;
    this.stream = stored.stream;
    this.version = stored.version;
    this.partition = stored.partition;
    this.#source = source;
    this.#token = token;
  }

  get position(): number {
    return this.#source.stored.position;
  }

  get event(): object {
    if (this.#event) return this.#event;
    const { stored, type, serializer, upcast } = this.#source;
    return (this.#event = serializer.instantiate(
      type,
      upcast ?? (JSON.parse(stored.data) as object),
      this.#parsedMetadata.marks,
    ));
  }

  get metadata(): EventMetadata {
    return this.#parsedMetadata.metadata;
  }

  get recordedAt(): Date {
    return new Date(this.#source.stored.recordedAt);
  }

  get token(): string {
    return (this.#token ??= tokenOf(this.partition, this.position));
  }

  /** All of it, so that a controller may return recorded events as they are. */
  toJSON(): RecordedEvent {
    const { id, event, type, schemaVersion, stream, version, partition, position, recordedAt, metadata, token } = this;
    return { id, event, type, schemaVersion, stream, version, partition, position, recordedAt, metadata, token };
  }

  get #parsedMetadata() {
    return (this.#parsed ??= parseMetadata(this.#source.stored.metadata));
  }
}
