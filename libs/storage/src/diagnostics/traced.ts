import type { TracingChannel } from 'node:diagnostics_channel';

/**
 * Runs `work` as an operation of a public tracing channel: `start`, `asyncEnd` and `error` are published with `message`, to which
 * `work` may add what it learns. Without subscribers it costs one test.
 */
export function traced<M extends object, R>(
  channel: TracingChannel<unknown, M>,
  message: () => M,
  work: (message: M | undefined) => Promise<R>,
): Promise<R> {
  if (!channel.hasSubscribers) return work(undefined);
  const published = message();
  return channel.tracePromise(() => work(published), published);
}
