import { Logger } from '@nestjs/common';
import type { Clock } from '@ledgerline/storage';
import type { SafeHead } from '../backends/event-backend.js';

/** Shorter ones are what appending is made of. */
const WORTH_TELLING_AFTER = 10_000;
const TELL_EVERY = 60_000;

/** Says in the log who holds the head of the log back: subscribers wait for it, and nobody would know why. */
export class HeldHeadReport {
  readonly #logger = new Logger('EventStore');
  #held?: { readonly pid: number | null; readonly since: number; toldAt?: number };

  constructor(private readonly clock: Clock) {}

  /** Takes what was found at a look at the head. */
  note({ heldBack, position, last }: SafeHead): void {
    const now = this.clock.monotonic();
    if (!heldBack) return this.#release();
    if (this.#held?.pid !== heldBack.pid) this.#held = { pid: heldBack.pid, since: now };
    const held = this.#held!;
    const age = now - held.since;
    if (age < WORTH_TELLING_AFTER || (held.toldAt !== undefined && now - held.toldAt < TELL_EVERY)) return;
    held.toldAt = now;
    this.#logger.warn(
      `The head of the log has not advanced for ${Math.round(age / 1_000)} s: the database session ${held.pid ?? '(unknown)'} has appended in a ` +
        `transaction that is still open, and subscribers wait with ${last - position} positions behind it. Let it commit or end it.`,
    );
  }

  #release(): void {
    if (this.#held?.toldAt !== undefined) this.#logger.log('The head of the log advances again.');
    this.#held = undefined;
  }
}
