import type { NewEvent } from '../backends/event-backend.js';
import type { StoredEvent } from '../events/recorded-event.js';
import { NotCommittedException } from '../exceptions/not-committed.exception.js';

/** An event that is kept back until the commit of its unit of work; where it stands in the log is known then. */
export class BufferedEvent implements StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string | null;
  #place?: { readonly position: number; readonly recordedAt: number };

  constructor(
    event: NewEvent,
    readonly stream: string,
    readonly version: number,
    readonly partition: number,
  ) {
    this.id = event.id;
    this.type = event.type;
    this.schemaVersion = event.schemaVersion;
    this.data = event.data;
    this.metadata = event.metadata;
  }

  /** @throws NotCommittedException before the commit */
  get position(): number {
    return this.#placed.position;
  }

  /** @throws NotCommittedException before the commit */
  get recordedAt(): number {
    return this.#placed.recordedAt;
  }

  /** It is written. */
  place(position: number, recordedAt: number): void {
    this.#place = { position, recordedAt };
  }

  get #placed(): { readonly position: number; readonly recordedAt: number } {
    if (!this.#place) throw new NotCommittedException(this.stream, this.version);
    return this.#place;
  }
}
