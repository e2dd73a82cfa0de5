import { LedgerlineException } from '@ledgerline/storage';

/** A query was not handled within its limit. Its handler may still be running: its signal is aborted, its result is dropped. */
export class QueryTimeoutException extends LedgerlineException {
  /**
   * @param command name of the query's class
   * @param timeout the limit, in milliseconds
   */
  constructor(
    readonly query: string,
    readonly timeout: number,
  ) {
    super({
      code: 'QUERY_TIMEOUT',
      status: 504,
      message: `The query ${query} was not handled within ${timeout} ms; its handler was told by its signal, and may still be running. Find what it waits for, or raise the limit with @TimeoutAfter(ms) or \`queryTimeout\`.`,
      details: { query, timeout },
    });
  }
}
