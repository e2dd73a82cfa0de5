import type { Clock } from '../../clock/clock.js';
import type { Line, Lines } from './line.js';

const LOOK_EVERY = 500;
/** Milliseconds without a byte after which the server is asked what it is doing. */
const SUSPICIOUS_AFTER = 2_500;
/** Milliseconds that it may take to answer that: a server that gives no new connection for so long is away for every other call, too. */
const ANSWER_WITHIN = 5_000;
/** A statement that the server was found at work on is asked for again later and later, up to this. */
const LONGEST_TRUST = 30_000;

/** How long a line has been silent, and for how long that is no reason to ask. */
interface Silence {
  heard: number;
  lasted: number;
  trusted: number;
}

/** What a server's own word looks like, as against a socket that gave up. */
interface Spoken {
  readonly severity?: unknown;
  readonly sqlState?: unknown;
}

/**
 * Finds connections that will never answer: the server stands still, the network swallows everything, or a firewall has forgotten the
 * connection. TCP would tell after a quarter of an hour.
 *
 * A limit for all statements would end slow ones, too. So a connection that is silent for long makes the watch ask the server over a
 * fresh one. No answer: every connection is ended. An answer, and the server is not at work on the statement: that connection is ended, and
 * with it those that nobody uses, whose turn would be next. A slow statement is left alone.
 */
export class SilenceWatch {
  readonly #silences = new Map<Line, Silence>();
  #lastLook: number;
  #isAsking = false;
  #cancelTimer?: () => void;
  #isStopped = false;

  /** @param onLost hears when the server does not answer at all */
  constructor(
    private readonly lines: Lines,
    private readonly clock: Clock,
    private readonly onLost: (reason: Error) => void,
  ) {
    this.#lastLook = clock.monotonic();
    this.#lookLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  #lookLater(): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.clock.setTimer(() => {
      this.#look();
      this.#lookLater();
    }, LOOK_EVERY);
  }

  #look(): void {
    const now = this.clock.monotonic();
    // Time in which this process did not run is none in which the server was silent.
    const passed = Math.min(now - this.#lastLook, LOOK_EVERY * 1.5);
    this.#lastLook = now;
    const open = this.lines.open();
    for (const line of this.#silences.keys()) if (!open.includes(line)) this.#silences.delete(line);
    for (const line of open) this.#listen(line, passed);
    const suspects = [...this.#silences].filter(([, { lasted, trusted }]) => lasted >= trusted);
    if (suspects.length > 0 && !this.#isAsking) void this.#ask(suspects.map(([line]) => line));
  }

  #listen(line: Line, passed: number): void {
    if (!line.isWaiting) {
      this.#silences.delete(line);
      return;
    }
    const silence = this.#silences.get(line);
    if (silence?.heard === line.heard) silence.lasted += passed;
    else this.#silences.set(line, { heard: line.heard, lasted: 0, trusted: SUSPICIOUS_AFTER });
  }

  async #ask(suspects: readonly Line[]): Promise<void> {
    this.#isAsking = true;
    const heard = new Map(this.lines.open().map((line) => [line, line.heard]));
    const isSilent = (line: Line) => line.heard === heard.get(line);
    const isStillSilent = (line: Line) => line.isWaiting && isSilent(line);
    try {
      const atWork = await this.lines.atWork(
        suspects.map(({ session }) => session),
        ANSWER_WITHIN,
      );
      const isAtWork = (line: Line) => !atWork || atWork.has(line.session);
      const silentLines = suspects.filter(isStillSilent);
      silentLines.filter(isAtWork).forEach((line) => this.#trust(line));
      this.#endForgotten(silentLines.filter((line) => !isAtWork(line)));
    } catch (error) {
      // A server that has said anything to anybody of this pool is slow, not gone.
      const isAlive = hasSpoken(error) || !this.lines.open().every(isSilent);
      if (isAlive || this.#isStopped) return suspects.forEach((line) => this.#trust(line));
      const reason = silent('the server does not answer any more', error);
      for (const line of this.lines.open()) line.hangUp(reason);
      this.onLost(reason);
    } finally {
      this.#isAsking = false;
    }
  }

  #endForgotten(lines: readonly Line[]): void {
    if (lines.length === 0) return;
    const reason = silent('the server knows nothing of the statement that was sent');
    const free = this.lines.open().filter(({ isFree }) => isFree);
    for (const line of [...lines, ...free]) line.hangUp(reason);
  }

  #trust(line: Line): void {
    const silence = this.#silences.get(line);
    if (silence) Object.assign(silence, { lasted: 0, trusted: Math.min(silence.trusted * 2, LONGEST_TRUST) });
  }
}

function silent(what: string, cause?: unknown): Error {
  return Object.assign(new Error(`the connection fell silent: ${what}`, { cause }), { code: 'ETIMEDOUT' });
}

/** A server that refuses has answered, too. */
function hasSpoken(error: unknown): boolean {
  const { severity, sqlState } = error as Spoken;
  return typeof severity === 'string' || typeof sqlState === 'string';
}
