const FOREVER = 2 ** 31 - 1;

/**
 * Keeps the process alive until `work` has settled. The engine's timers do not, so that an idle application may end; but a script that
 * awaits a saga, with nothing else going on, must not end in the middle.
 */
export async function stayAlive<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, FOREVER);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
