const POLL_INTERVAL = 10;

/**
 * Waits until a condition holds: the check returns something truthy without throwing.
 *
 * @param timeout milliseconds before the last failure is thrown
 */
export async function until<T>(check: () => T | Promise<T>, timeout = 20_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeout;
  for (;;) {
    let failure: unknown = new Error('the condition does not hold');
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline)
      throw new Error(`Waited ${timeout} ms in vain: ${(failure as Error).message}`, { cause: failure });
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
}
