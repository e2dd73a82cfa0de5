import { LedgerlineException } from '@ledgerline/storage';

/** An aggregate has no method for an event that was applied to it. */
export class MissingEventHandlerException extends LedgerlineException {
  constructor(
    readonly aggregate: string,
    readonly type: string,
  ) {
    super({
      code: 'MISSING_EVENT_HANDLER',
      status: 500,
      message: `${aggregate} has no method for ${type}. Add one with @EventHandler(${type}), or set @Aggregate({ unhandledEvents: 'ignore' }).`,
      details: { aggregate, type },
    });
  }
}
