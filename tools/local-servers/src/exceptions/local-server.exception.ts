/** What every exception of this package carries. */
export interface LocalServerFailure {
  /** Stable name of the failure, for programs. */
  readonly code: string;
  /** What happened, and to what. */
  readonly what: string;
  /** What the reader can do about it. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/** A local server could not be found, started, stopped or reached; the message ends with the remedy. */
export abstract class LocalServerException extends Error {
  readonly code: string;
  readonly remedy: string;

  protected constructor({ code, what, remedy, cause }: LocalServerFailure) {
    super(`${what} ${remedy}`, { cause });
    this.name = new.target.name;
    this.code = code;
    this.remedy = remedy;
  }
}
