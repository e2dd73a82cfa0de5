import { systemClock, type Clock } from '@ledgerline/storage';

/** What a probe has found. */
export type ProbeResult = { readonly isUp: true; readonly latency: number } | { readonly isUp: false; readonly reason: string };

/** Milliseconds that a check may take. */
const TIMEOUT = 1_000;
/** A sign of life that has not come for so long will not come; the next check asks anew. */
const STALE_AFTER = 10_000;

/**
 * Asks a store for a sign of life, with an answer within a second whatever happens. Checks that come while one is under way share
 * its question, so a store that is away is not stormed and no connection is taken for each check.
 */
export class StoreProbe {
  #pending?: { readonly answer: Promise<ProbeResult>; readonly since: number };

  /** @param ping resolves to a latency in milliseconds, or rejects with the reason */
  constructor(
    private readonly ping: () => Promise<number>,
    private readonly clock: Clock = systemClock,
  ) {}

  async check(): Promise<ProbeResult> {
    let cancel: (() => void) | undefined;
    const timeout = new Promise<ProbeResult>((resolve) => {
      const reason = `no answer within ${TIMEOUT} ms`;
      cancel = this.clock.setTimer(() => resolve({ isUp: false, reason }), TIMEOUT);
    });
    try {
      return await Promise.race([this.#ask(), timeout]);
    } finally {
      cancel?.();
    }
  }

  #ask(): Promise<ProbeResult> {
    const now = this.clock.monotonic();
    if (this.#pending && now - this.#pending.since < STALE_AFTER) return this.#pending.answer;
    const answer = this.#pinged().finally(() => {
      if (this.#pending?.answer === answer) this.#pending = undefined;
    });
    this.#pending = { answer, since: now };
    return answer;
  }

  async #pinged(): Promise<ProbeResult> {
    try {
      return { isUp: true, latency: Math.round((await this.ping()) * 10) / 10 };
    } catch (error) {
      return { isUp: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
