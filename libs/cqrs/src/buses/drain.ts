import { Logger } from '@nestjs/common';
import type { BusEnvironment } from '../bus-environment.js';

/** Waits until nothing is running in the buses, within the grace period; says what is cut. */
export async function drain({ inFlight, clock, options }: BusEnvironment): Promise<void> {
  const { shutdownGracePeriod } = options;
  let cancelTimer = () => {};
  const isDrained = await Promise.race([
    inFlight.settled().then(() => true),
    new Promise<boolean>((resolve) => (cancelTimer = clock.setTimer(() => resolve(false), shutdownGracePeriod))),
  ]);
  cancelTimer();
  if (isDrained) return;
  new Logger('CqrsModule').warn(
    `The application closes while these are still running, after ${shutdownGracePeriod} ms: ${inFlight.names().join(', ')}. Raise \`shutdownGracePeriod\`, or let them end when their signal tells them.`,
  );
}
