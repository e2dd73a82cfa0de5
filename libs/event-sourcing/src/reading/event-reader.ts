import type { EventRegistry, EventType } from '../events/event-registry.js';
import { parseMetadata, type EventSerializer } from '../events/event-serializer.js';
import type { RawEvent, RecordedEvent, StoredEvent } from '../events/recorded-event.js';
import { MissingUpcasterException } from '../exceptions/missing-upcaster.exception.js';
import { UnknownEventTypeException } from '../exceptions/unknown-event-type.exception.js';
import type { UpcasterChain } from '../upcasting/upcaster-chain.js';
import type { JsonObject } from '../upcasting/upcaster.decorator.js';
import { LazyRecordedEvent } from './lazy-recorded-event.js';

/** Turns stored events into instances of today's classes, upcasting the old ones on the way. */
export class EventReader {
  constructor(
    private readonly registry: EventRegistry,
    private readonly upcasters: UpcasterChain,
    private readonly serializer: EventSerializer,
  ) {}

  /**
   * What a stored event is today: nearly always one event, several when an upcaster splits it, none when it was dropped.
   *
   * @param token "as far as here" in a log of several partitions
   * @throws UnknownEventTypeException when no class is registered for its type
   * @throws MissingUpcasterException when its version is not the class's and no upcaster leads there
   */
  read(stored: StoredEvent, token?: string): RecordedEvent[] {
    const { type: name, schemaVersion } = stored;
    if (this.upcasters.takes(name, schemaVersion)) return this.#upcast(stored, token);
    const type = this.#current(name, schemaVersion, stored);
    return [new LazyRecordedEvent({ stored, type, serializer: this.serializer }, token)];
  }

  /** The instance alone, for a replay that needs nothing else. */
  instances(stored: StoredEvent): object[] {
    const { type: name, schemaVersion, data, metadata } = stored;
    if (this.upcasters.takes(name, schemaVersion)) return this.#upcast(stored).map(({ event }) => event);
    const type = this.#current(name, schemaVersion, stored);
    const marks = metadata === null ? undefined : parseMetadata(metadata).marks;
    return [this.serializer.instantiate(type, JSON.parse(data) as object, marks)];
  }

  #upcast(stored: StoredEvent, token?: string): RecordedEvent[] {
    const { type: name, schemaVersion, data } = stored;
    const parts = this.upcasters.upcast(name, schemaVersion, JSON.parse(data) as JsonObject, rawEvent(stored));
    return parts.map((part) => {
      const type = this.#current(part.type, part.version, stored);
      return new LazyRecordedEvent({ stored, type, serializer: this.serializer, upcast: part.payload }, token);
    });
  }

  #current(name: string, version: number, { stream, version: number }: StoredEvent): EventType {
    const type = this.registry.byName(name);
    if (!type) throw new UnknownEventTypeException(name, stream, number);
    if (type.version !== version) throw new MissingUpcasterException(name, version, type.version);
    return type;
  }
}

function rawEvent({
  id,
  type,
  schemaVersion,
  stream,
  version,
  partition,
  position,
  recordedAt,
  metadata,
}: StoredEvent): RawEvent {
  const at = new Date(recordedAt);
  return {
    id,
    type,
    schemaVersion,
    stream,
    version,
    partition,
    position,
    recordedAt: at,
    metadata: parseMetadata(metadata).metadata,
  };
}
