import type { EventSummary } from './events.js';
import type { Millis } from './json.js';
import type { SagaState } from './sagas.js';

/**
 * What the one stream of server-sent events (`GET live`) says. Each message is `event: <kind>` and `data:` with this JSON. A client that
 * was away reconnects with the last `id:` and misses no event, unless so many came meanwhile that `skipped` says so.
 */
export type LiveMessage = LiveEvents | LiveSkipped | LiveSaga | LivePulse;

/** New events of the log, in its order. */
export interface LiveEvents {
  readonly kind: 'events';
  readonly events: readonly EventSummary[];
}

/** More came than a page can show; the log has them. */
export interface LiveSkipped {
  readonly kind: 'skipped';
  readonly count: number;
}

/** A saga of this process began, made a step, rests or ended. */
export interface LiveSaga {
  readonly kind: 'saga';
  readonly sagaId: string;
  readonly saga: string;
  readonly at: Millis;
  readonly status?: SagaState;
  readonly step?: string;
  readonly direction?: 'action' | 'compensation';
  readonly outcome?: 'ok' | 'retry' | 'failed' | 'timeout' | 'aborted';
}

/** Every few seconds, also when nothing happens: the connection lives. */
export interface LivePulse {
  readonly kind: 'pulse';
  readonly now: Millis;
  readonly head: number;
}
