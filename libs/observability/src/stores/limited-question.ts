import { systemClock, type Clock } from '@ledgerline/storage';

/** Milliseconds that whoever asks waits for an answer. */
const TIMEOUT = 1_000;
/** An answer that has not come for so long will not come; the next one who asks asks anew. */
const STALE_AFTER = 10_000;

/**
 * A question to a store, with an end of the waiting after a second whatever happens. Those who ask while one is under way share its
 * answer, so a store that is away is not stormed and no connection is taken for each of them.
 */
export class LimitedQuestion<R> {
  #pending?: { readonly answer: Promise<R>; readonly since: number };

  constructor(
    private readonly question: () => Promise<R>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** The answer; rejects with the question's own error, or when there was none within a second. */
  async ask(): Promise<R> {
    let cancel: (() => void) | undefined;
    const timeout = new Promise<never>((_, reject) => {
      cancel = this.clock.setTimer(() => reject(new Error(`no answer within ${TIMEOUT} ms`)), TIMEOUT);
    });
    try {
      return await Promise.race([this.#ask(), timeout]);
    } finally {
      cancel?.();
    }
  }

  #ask(): Promise<R> {
    const now = this.clock.monotonic();
    if (this.#pending && now - this.#pending.since < STALE_AFTER) return this.#pending.answer;
    const answer = this.question().finally(() => {
      if (this.#pending?.answer === answer) this.#pending = undefined;
    });
    // Nobody may be waiting any more when it fails.
    answer.catch(() => undefined);
    this.#pending = { answer, since: now };
    return answer;
  }
}
