import type { SagaRunParts } from './saga-run-parts.js';

const RETRY_DELAY = 250;

/** Asks the store until it answers; nothing when the saga is no longer this node's. */
export async function persistently<R>(
  { saga, services, interruptions }: SagaRunParts,
  ask: () => Promise<R>,
): Promise<R | undefined> {
  for (;;) {
    const isHeld = services.whileHeld(saga.owner);
    if (isHeld !== true && !(await isHeld)) return undefined;
    if (interruptions.isLost) return undefined;
    try {
      return await ask();
    } catch (error) {
      if (!services.store.isUnavailable(error)) throw error;
      await new Promise<void>((resolve) => services.clock.setTimer(resolve, RETRY_DELAY));
    }
  }
}
