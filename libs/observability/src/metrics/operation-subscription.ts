import type { TracingChannel } from 'node:diagnostics_channel';

/** What to do with the messages of a channel. */
export interface OperationListener<M extends object> {
  /** Whether the message comes of this application. */
  readonly isOurs: (message: M) => boolean;
  /** Called when an operation has ended, well or badly. */
  readonly onEnd: (message: M, seconds: number) => void;
}

/** Listens to the ends of a channel's operations, timed from their start. Returns what ends the subscription. */
export function subscribeToOperations<M extends object>(
  channel: TracingChannel<unknown, M>,
  { isOurs, onEnd }: OperationListener<M>,
): () => void {
  const startedAt = new WeakMap<object, number>();
  const onStart = (message: unknown) => {
    if (isOurs(message as M)) startedAt.set(message as M, performance.now());
  };
  const onAsyncEnd = (message: unknown) => {
    const start = startedAt.get(message as M);
    if (start !== undefined) onEnd(message as M, (performance.now() - start) / 1000);
  };
  channel.start.subscribe(onStart);
  channel.asyncEnd.subscribe(onAsyncEnd);
  return () => {
    channel.start.unsubscribe(onStart);
    channel.asyncEnd.unsubscribe(onAsyncEnd);
  };
}

/** Listens to messages that tell of a moment, not of an operation. Returns what ends the subscription. */
export function subscribeToMoments<M extends object>(
  channel: TracingChannel<unknown, M>,
  isOurs: (message: M) => boolean,
  onMessage: (message: M) => void,
): () => void {
  const listener = (message: unknown) => {
    if (isOurs(message as M)) onMessage(message as M);
  };
  channel.start.subscribe(listener);
  return () => channel.start.unsubscribe(listener);
}
