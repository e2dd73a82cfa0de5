import type { TracingChannel } from 'node:diagnostics_channel';
import type { BusContext } from '../context/bus-context.js';
import type { DispatchMessage } from './channels.js';

/** Tells a bus's channel of its dispatches, when anybody listens. */
export class DispatchTrace<Bus = unknown> {
  readonly #channel: TracingChannel<unknown, DispatchMessage<Bus>>;

  constructor(
    channel: TracingChannel<unknown, DispatchMessage<Bus>>,
    private readonly bus: Bus,
  ) {
    this.#channel = channel;
  }

  /** Whether anybody listens. */
  get isWatched(): boolean {
    const { start, asyncEnd } = this.#channel;
    return start.hasSubscribers || asyncEnd.hasSubscribers;
  }

  /** Runs a dispatch between the messages of its start and its end. */
  watch<R>(name: string, context: BusContext, dispatch: () => Promise<R>): Promise<R> {
    const message: DispatchMessage<Bus> = { bus: this.bus, name, context };
    const startedAt = performance.now();
    const end = (outcome: NonNullable<DispatchMessage['outcome']>) => {
      message.outcome = outcome;
      message.duration = (performance.now() - startedAt) / 1000;
      this.#channel.asyncEnd.publish(message);
    };
    const result = this.#channel.start.runStores(message, dispatch);
    result.then(
      () => end('ok'),
      (error: unknown) => {
        message.error = error;
        this.#channel.error.publish(message);
        end(context.outcome ?? 'error');
      },
    );
    return result;
  }
}
