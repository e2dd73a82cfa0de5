/**
 * What a promise settles with, unless the signal is aborted first: then its reason, at once. What the promise comes to later is given to
 * `late`, if it is a result; an error has nobody to tell any more.
 */
export async function untilAborted<R>(
  promise: Promise<R>,
  signal: AbortSignal | undefined,
  late: (result: R) => void = () => {},
): Promise<R> {
  if (!signal) return promise;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => {
      promise.then(late, () => {});
      reject(signal.reason as Error);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    stop = () => signal.removeEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stop();
  }
}
