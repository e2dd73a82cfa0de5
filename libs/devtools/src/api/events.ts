import type { JsonView, Millis } from './json.js';
import type { Count, Page } from './page.js';

/** An event in a list: one line, without payload. */
export interface EventSummary {
  readonly id: string;
  readonly type: string;
  /** Version of the payload's shape as it is stored. */
  readonly schemaVersion: number;
  readonly stream: string;
  readonly category: string;
  /** 1-based number in its stream. */
  readonly version: number;
  readonly partition: number;
  readonly position: number;
  readonly recordedAt: Millis;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Bytes of the payload. */
  readonly bytes: number;
}

/** One event with everything: `GET event?id=`. */
export interface EventDetail extends EventSummary {
  readonly stored: JsonView;
  readonly metadata: JsonView;
  /** What the application sees today, where upcasters change it; several when one splits the event, none when one drops it. */
  readonly upcast?: readonly { readonly type: string; readonly schemaVersion: number; readonly payload: JsonView }[];
  /** Why the application cannot read it: its type is not registered, an upcaster is missing or fails. */
  readonly unreadable?: string;
  /** The event that led to it, where its causation id is one. */
  readonly cause?: EventSummary;
  /** The saga whose step led to it. */
  readonly saga?: { readonly id: string; readonly name: string; readonly step?: string };
}

/** Filters of `GET events`; all are applied on the server, and one that is unknown is an error. */
export interface EventQuery {
  /** `newest` first (default) or `oldest` first. */
  readonly order?: 'newest' | 'oldest';
  readonly category?: string;
  readonly type?: string;
  readonly correlationId?: string;
  /** A path into the payload, `customer.id`, and the text that stands there. A personal field is refused. */
  readonly field?: string;
  readonly value?: string;
  /** Jump: events recorded from here on. */
  readonly since?: Millis;
  readonly until?: Millis;
  readonly limit?: number;
  readonly cursor?: string;
}

export type EventPage = Page<EventSummary>;

/** `GET overview`. */
export interface EventsOverview {
  readonly events: Count;
  readonly streams: Count;
  /** Position up to which the log can be read. */
  readonly head: number;
  /** Who keeps the head back, if anybody does. */
  readonly heldBack?: { readonly pid: number | null; readonly since: Millis | null };
  /** Appended events in each of the last 60 seconds, oldest first, by the positions of the log. */
  readonly perSecond: readonly number[];
  /** False when there were more than a look reads; what is missing is the oldest. */
  readonly isRateComplete: boolean;
}
