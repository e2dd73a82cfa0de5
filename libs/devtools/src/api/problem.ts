/** The body of every answer that is not 2xx. */
export interface ApiProblem {
  readonly statusCode: number;
  /** Stable; see docs/errors.md. */
  readonly code: string;
  /** What happened, to what, what to do. */
  readonly message: string;
  readonly details?: unknown;
}

/** What an action answers once it was carried out: what is true afterwards, not what was asked for. */
export interface ActionResult {
  readonly done: true;
  /** A sentence: what has happened. */
  readonly says: string;
}
