import type { RecordedEvent } from '../events/recorded-event.js';
import type { EventPlace, PoisonEventError } from './batch-handler.js';

/** What keeps a share from going on until somebody says otherwise. */
export type ShareHalt =
  { readonly state: 'paused' } | { readonly state: 'faulted'; readonly error: Error; readonly poison?: EventPlace };

/**
 * What a share answers to: who may run it, where it stands, and how the handling of a batch becomes part of that. Places are positions
 * of one partition.
 */
export interface ShareKeeper {
  /** Everything up to here is handled. */
  readonly position: number;
  /** Most stored events of the next batch. */
  readonly batchSize: number;
  /** What keeps the share from going on, as last heard. */
  readonly halt: ShareHalt | undefined;
  /** Takes the share, or makes sure of it, with its position; false when another node has it. */
  own(): Promise<boolean>;
  /** Whether the share is ours beyond doubt; a lease that may have run out is renewed first. */
  isHeld(): Promise<boolean>;
  /**
   * Handles events, and with that everything up to `to`; false when the right to it was lost.
   *
   * @throws what the handler threw: nothing has moved then
   */
  handle(events: RecordedEvent[], to: number): Promise<boolean>;
  /** Notes that there is nothing to handle up to `to`; false when the right to the share was lost. */
  pass(to: number): Promise<boolean>;
  /** Stops the share at an event. */
  fault(poison: PoisonEventError): Promise<void>;
  /** Asks again what the share is to do; called while it stands still. */
  look(): Promise<void>;
  /** Gives the share back. */
  release(): Promise<void>;
}
