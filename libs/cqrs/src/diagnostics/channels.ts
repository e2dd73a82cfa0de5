import { tracingChannel } from 'node:diagnostics_channel';
import type { CommandBus } from '../buses/command-bus.js';
import type { QueryBus } from '../buses/query-bus.js';
import type { BusContext } from '../context/bus-context.js';

/** What `ledgerline:command` and `ledgerline:query` carry; `outcome` and `duration` are there when the dispatch has ended. */
export interface DispatchMessage<Bus = CommandBus | QueryBus> {
  /** The bus that dispatches: two applications in one process are told apart by it. */
  readonly bus: Bus;
  /** Name of the message's class. */
  readonly name: string;
  readonly context: BusContext;
  outcome?: 'ok' | 'error' | 'timeout' | 'invalid';
  /** Seconds from the dispatch to its end. */
  duration?: number;
  /** What the dispatch ended with, when it was not well. */
  error?: unknown;
}

/** Public tracing channels of the buses: `start`, `asyncEnd` and `error` are published. See the operations guide. */
export const commandChannel = tracingChannel<unknown, DispatchMessage<CommandBus>>('ledgerline:command');
export const queryChannel = tracingChannel<unknown, DispatchMessage<QueryBus>>('ledgerline:query');
