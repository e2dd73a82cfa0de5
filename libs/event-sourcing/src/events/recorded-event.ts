/** What travels with an event beside its payload; anything that is JSON. */
export interface EventMetadata {
  /** Groups all that came of one request. */
  readonly correlationId?: string;
  /** The message, event or step that led to this event. */
  readonly causationId?: string;
  /** W3C trace context of the span that appended it, when spans are made. */
  readonly traceparent?: string;
  readonly [key: string]: unknown;
}

/** An event as a backend stores it: payload and metadata are JSON texts, parsed by whoever needs them. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly stream: string;
  readonly version: number;
  readonly partition: number;
  readonly position: number;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly recordedAt: number;
  readonly data: string;
  readonly metadata: string | null;
}

/** A stored event with its payload as an instance of its class. */
export interface RecordedEvent<E extends object = object> {
  readonly id: string;
  /** The event, upcast to its class's version. */
  readonly event: E;
  /** Name of the event's type. */
  readonly type: string;
  /** Version of the payload's shape as it was stored. */
  readonly schemaVersion: number;
  readonly stream: string;
  /** 1-based number of the event within its stream. */
  readonly version: number;
  readonly partition: number;
  /** Place in the order of the log, within the partition. */
  readonly position: number;
  /** By the database's clock. */
  readonly recordedAt: Date;
  readonly metadata: EventMetadata;
  /** "As far as here", for `readAll({ after })`, `waitFor` and `execute(query, { after })`. */
  readonly token: string;
}

/** An event as it was stored, without its payload: what an upcaster sees beside that. */
export type RawEvent = Omit<RecordedEvent, 'event' | 'token'>;
