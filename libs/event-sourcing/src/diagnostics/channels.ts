import { tracingChannel } from 'node:diagnostics_channel';
import type { EventStore } from '../event-store.js';

/** What `ledgerline:append` carries; `outcome` and `types` are there when the append has ended. */
export interface AppendMessage {
  /** The store that appends: two applications in one process are told apart by it. */
  readonly store: EventStore;
  readonly stream: string;
  readonly category: string;
  /** A name for each event. */
  readonly types: readonly string[];
  outcome?: 'ok' | 'conflict' | 'error';
  position?: number;
}

/** What `ledgerline:append-batch` carries: how many appends one group commit took along. */
export interface AppendBatchMessage {
  readonly store: EventStore;
  readonly size: number;
}

/** What `ledgerline:load` carries. */
export interface LoadMessage {
  readonly store: EventStore;
  readonly stream: string;
  readonly category: string;
  source?: 'snapshot' | 'replay';
  /** Events that were folded. */
  events?: number;
}

/** What `ledgerline:snapshot` carries. */
export interface SnapshotMessage {
  readonly store: EventStore;
  readonly stream: string;
  readonly category: string;
  readonly trigger: 'auto' | 'manual';
}

/** Public tracing channels of the event store; see the operations guide. */
export const appendChannel = tracingChannel<unknown, AppendMessage>('ledgerline:append');
export const appendBatchChannel = tracingChannel<unknown, AppendBatchMessage>('ledgerline:append-batch');
export const loadChannel = tracingChannel<unknown, LoadMessage>('ledgerline:load');
export const snapshotChannel = tracingChannel<unknown, SnapshotMessage>('ledgerline:snapshot');
