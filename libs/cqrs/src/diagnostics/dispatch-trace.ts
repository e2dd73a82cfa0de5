import type { TracingChannel } from 'node:diagnostics_channel';
import type { Clock } from '@ledgerline/storage';
import type { Outcome } from '../buses/dispatch.js';
import type { BusContext } from '../context/bus-context.js';
import type { DispatchMessage } from './channels.js';

/** Tells a bus's channel of its dispatches, when anybody listens. */
export class DispatchTrace<Bus = unknown> {
  constructor(
    private readonly channel: TracingChannel<unknown, DispatchMessage<Bus>>,
    private readonly bus: Bus,
    private readonly clock: Clock,
  ) {}

  /** Whether anybody listens. */
  get isWatched(): boolean {
    return this.channel.start.hasSubscribers || this.channel.asyncEnd.hasSubscribers;
  }

  /** What is told of one dispatch. */
  message(name: string, context: BusContext): DispatchMessage<Bus> {
    return { bus: this.bus, name, context };
  }

  /** Tells of the beginning, and runs the dispatch where tracers want it to run. */
  start<R>(message: DispatchMessage<Bus>, dispatch: () => R): R {
    return this.channel.start.runStores(message, dispatch);
  }

  /** Makes what tells of the end. */
  ending(message: DispatchMessage<Bus>): (outcome: Outcome, error?: unknown) => void {
    const startedAt = this.clock.monotonic();
    return (outcome, error) => {
      message.outcome = outcome;
      message.duration = (this.clock.monotonic() - startedAt) / 1000;
      if (outcome !== 'ok') {
        message.error = error;
        this.channel.error.publish(message);
      }
      this.channel.asyncEnd.publish(message);
    };
  }
}
