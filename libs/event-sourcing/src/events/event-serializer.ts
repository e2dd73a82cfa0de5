import { InvalidEventException } from '../exceptions/invalid-event.exception.js';
import { inspectPayload, type PayloadMarks } from '../payload/inspect-payload.js';
import { restorePayload } from '../payload/restore-payload.js';
import type { EventRegistry, EventType } from './event-registry.js';
import type { EventMetadata } from './recorded-event.js';

/** An event ready to be stored; data and metadata are JSON texts. */
export interface SerializedEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string | null;
}

/** The key in stored metadata under which the payload's marks stand; not part of the metadata that applications see. */
const MARKS_KEY = '$payload';

/** Turns events into JSON texts and back; a payload comes back as it went in, or is refused. */
export class EventSerializer {
  /** @param maxEventBytes most bytes of UTF-8 that one payload may take */
  constructor(
    private readonly registry: EventRegistry,
    private readonly maxEventBytes: number,
  ) {}

  /** @throws InvalidEventException when the event is not registered, cannot be stored faithfully or is too large */
  serialize(event: object, stream: string, metadata: EventMetadata | undefined): SerializedEvent {
    const type = this.#typeOf(event, stream);
    let marks: PayloadMarks | undefined;
    let data: string;
    let metadataText: string | null;
    try {
      const plain = type.form.toPlain(event);
      marks = inspectPayload(plain);
      data = marks ? JSON.stringify(plain, bigintsAsText) : JSON.stringify(plain);
      metadataText = metadataJson(metadata, marks);
    } catch (cause) {
      throw new InvalidEventException(type.name, stream, (cause as Error).message, cause);
    }
    this.#assertSize(type, stream, data);
    return { type: type.name, schemaVersion: type.version, data, metadata: metadataText };
  }

  /** An instance of the class from a payload that has the class's version. */
  instantiate(type: EventType, plain: object, marks: PayloadMarks | undefined): object {
    if (marks) restorePayload(plain, marks);
    return type.form.toInstance(plain);
  }

  #typeOf(event: object, stream: string): EventType {
    if (typeof event !== 'object' || event === null) {
      throw new InvalidEventException(String(event), stream, 'it is no object; append an instance of a registered event class');
    }
    const type = this.registry.byClass(event.constructor);
    if (type) return type;
    const name = event.constructor?.name ?? 'without a class';
    throw new InvalidEventException(
      name,
      stream,
      `its class is not registered; add it to EventSourcingModule.forFeature({ events: [${name}] })`,
    );
  }

  #assertSize(type: EventType, stream: string, data: string): void {
    // No UTF-16 unit takes more than three bytes, so short texts need no count.
    if (data.length * 3 <= this.maxEventBytes) return;
    const bytes = Buffer.byteLength(data);
    if (bytes <= this.maxEventBytes) return;
    throw new InvalidEventException(
      type.name,
      stream,
      `its payload has ${bytes} bytes and the limit is ${this.maxEventBytes} (\`maxEventBytes\`); store large data elsewhere and a reference to it here`,
    );
  }
}

/** The metadata of a stored event as applications see it, and the marks of its payload. */
export function parseMetadata(text: string | null): { metadata: EventMetadata; marks: PayloadMarks | undefined } {
  if (text === null) return { metadata: {}, marks: undefined };
  const stored = JSON.parse(text) as Record<string, unknown>;
  if (!(MARKS_KEY in stored)) return { metadata: stored, marks: undefined };
  const { [MARKS_KEY]: marks, ...metadata } = stored;
  return { metadata, marks: marks as PayloadMarks };
}

function metadataJson(metadata: EventMetadata | undefined, marks: PayloadMarks | undefined): string | null {
  if (!metadata && !marks) return null;
  if (metadata) {
    if (MARKS_KEY in metadata) throw new TypeError(`the metadata key "${MARKS_KEY}" is reserved; use another`);
    const unstorable = inspectPayload(metadata);
    if (unstorable)
      throw new TypeError(
        `its metadata holds a ${Object.values(unstorable)[0]} at "${Object.keys(unstorable)[0]}"; metadata must be plain JSON`,
      );
  }
  const stored = marks ? { ...metadata, [MARKS_KEY]: marks } : metadata;
  const text = JSON.stringify(stored);
  return text === '{}' ? null : text;
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
