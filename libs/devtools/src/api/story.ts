import type { EventSummary } from './events.js';
import type { Millis } from './json.js';
import type { Coverage } from './page.js';

/**
 * A node of the tree of one request. Commands are recorded in no store: those are known that this process has handled since it started,
 * the last few thousand.
 */
export interface StoryNode {
  /** Unique within the story. */
  readonly id: string;
  readonly kind: 'request' | 'command' | 'event' | 'saga' | 'step' | 'compensation';
  /** In words of the domain: name of the command, event type, saga or step. */
  readonly name: string;
  readonly at: Millis;
  /** Milliseconds; absent where nobody measured. */
  readonly duration?: number;
  readonly status?: 'ok' | 'running' | 'waiting' | 'failed' | 'compensated';
  /** The error's message. */
  readonly error?: string;
  readonly event?: EventSummary;
  readonly saga?: { readonly id: string; readonly name: string };
  readonly children: readonly StoryNode[];
}

/** `GET story?event=` or `GET story?correlationId=`. */
export interface Story {
  readonly correlationId: string;
  readonly roots: readonly StoryNode[];
  readonly events: number;
  readonly sagas: number;
  readonly from: Millis;
  readonly to: Millis;
  readonly coverage?: Coverage;
}
