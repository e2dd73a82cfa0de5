import type { SafeHead } from '../backends/event-backend.js';
import type { RecordedEvent } from '../events/recorded-event.js';

/** Takes a batch of events in the order of the log; the checkpoint moves on when it resolves. */
export type SubscriptionHandler = (events: RecordedEvent[]) => Promise<void>;

/**
 * What a share of a subscription is doing:
 * - `starting`: it has not begun yet;
 * - `catching-up`: it handles events of the past;
 * - `live`: it has handled everything up to the safe head;
 * - `waiting-for-lease`: another node runs it;
 * - `paused`, `stopped`: as asked for;
 * - `faulted`: an event could not be handled; {@link Subscription.resume} tries it again;
 * - `disconnected`: the database is away; it goes on by itself.
 */
export type SubscriptionState =
  'starting' | 'catching-up' | 'live' | 'waiting-for-lease' | 'paused' | 'stopped' | 'faulted' | 'disconnected';

/** One share: a member's part of one partition. */
export interface SubscriptionShareStatus {
  readonly member: number;
  readonly partition: number;
  readonly state: SubscriptionState;
  /** Everything up to here is handled. */
  readonly position: number;
  /** The safe head when it was last looked at. */
  readonly head: number;
  /** The error that faulted or disconnected it. */
  readonly error?: Error;
  /** The event that could not be handled. */
  readonly poison?: { readonly stream: string; readonly version: number; readonly position: number };
  /** Who keeps the head from advancing, if anybody does. */
  readonly heldBack?: SafeHead['heldBack'];
}

/** A subscription as its owner sees it. */
export interface SubscriptionStatus {
  readonly name: string | undefined;
  /** The state of the share that needs most attention. */
  readonly state: SubscriptionState;
  /** Positions of the log that are not handled yet, over the shares that this node runs. */
  readonly lag: number;
  readonly shares: readonly SubscriptionShareStatus[];
}

/** A running subscription. */
export interface Subscription {
  status(): SubscriptionStatus;
  /** Stops after the batch in hand; the lease is kept, so that no other node goes on. */
  pause(): void;
  /** Goes on after a pause or a fault, from the same event. */
  resume(): void;
  /** Ends it after the batch in hand and gives the lease back. */
  stop(): Promise<void>;
}

const BY_ATTENTION: readonly SubscriptionState[] = [
  'faulted',
  'disconnected',
  'paused',
  'starting',
  'catching-up',
  'live',
  'waiting-for-lease',
  'stopped',
];

/** The state of a subscription of several shares: that of the one that needs most attention. */
export function overallState(states: readonly SubscriptionState[]): SubscriptionState {
  return BY_ATTENTION.find((state) => states.includes(state)) ?? 'stopped';
}
