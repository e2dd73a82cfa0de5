import { HttpException } from '@nestjs/common';

/** What every exception of the suite carries beside its message. */
export interface LedgerlineExceptionOptions {
  /** Stable machine-readable name; never reused for another meaning. */
  readonly code: string;
  /** HTTP status that Nest's exception layer answers with. */
  readonly status: number;
  /** What happened, to what, and what to do about it. */
  readonly message: string;
  /** Structured facts for the body of an HTTP answer; never a secret. */
  readonly details?: Readonly<Record<string, unknown>> | readonly unknown[];
  readonly cause?: unknown;
}

/**
 * The base of every exception that Ledgerline throws.
 *
 * It is a Nest `HttpException`, so that an application answers with the right status and the body
 * `{ statusCode, code, message, details? }` without a filter of its own.
 */
export abstract class LedgerlineException extends HttpException {
  /** Stable machine-readable name of the error, for example `CONCURRENCY_CONFLICT`. */
  readonly code: string;
  readonly details?: LedgerlineExceptionOptions['details'];

  protected constructor({ code, status, message, details, cause }: LedgerlineExceptionOptions) {
    const body = { statusCode: status, code, message, ...(details === undefined ? {} : { details }) };
    super(body, status, cause === undefined ? undefined : { cause });
    this.code = code;
    if (details !== undefined) this.details = details;
  }
}
