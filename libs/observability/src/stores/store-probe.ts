import type { Clock } from '@ledgerline/storage';
import { LimitedQuestion } from './limited-question.js';

/** What a probe has found. */
export type ProbeResult = { readonly isUp: true; readonly latency: number } | { readonly isUp: false; readonly reason: string };

/** Asks a store for a sign of life; there is an answer within a second whatever happens. */
export class StoreProbe {
  readonly #ping: LimitedQuestion<number>;

  /** @param ping resolves to a latency in milliseconds, or rejects with the reason */
  constructor(ping: () => Promise<number>, clock?: Clock) {
    this.#ping = new LimitedQuestion(ping, clock);
  }

  async check(): Promise<ProbeResult> {
    try {
      return { isUp: true, latency: Math.round((await this.#ping.ask()) * 10) / 10 };
    } catch (error) {
      return { isUp: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
