import { LedgerlineException } from '@ledgerline/storage';

/** Spans were asked for, and `@opentelemetry/api` is not installed. */
export class OtelMissingException extends LedgerlineException {
  constructor() {
    super({
      code: 'OTEL_MISSING',
      status: 500,
      message:
        'ObservabilityModule: `tracing: true` needs the package @opentelemetry/api, which is not installed. Install it, or leave the option out: then spans are made where it is.',
    });
  }
}
