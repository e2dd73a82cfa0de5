import { setTimeout as pause } from 'node:timers/promises';
import type { SupervisedProcess } from './supervised-process.js';

/** How long a server may take to obey one signal before the next, harder one. */
const PATIENCE_MS = 30_000;

/**
 * Sends `signals` one after another until the server and all its children are gone.
 *
 * @throws Error when none of them helped
 */
export async function endProcess(
  process: SupervisedProcess,
  signals: readonly NodeJS.Signals[],
  patienceMs = PATIENCE_MS,
): Promise<void> {
  for (const signal of signals) {
    if (process.hasEnded) return;
    process.signal(signal);
    const timer = new AbortController();
    await Promise.race([process.ended, pause(patienceMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  }
  if (!process.hasEnded) throw new Error(`The server process ${process.pid} did not end. End it by hand.`);
}
