import { LedgerlineException } from '@ledgerline/storage';

/** No events are stored for an aggregate. */
export class AggregateNotFoundException extends LedgerlineException {
  constructor(
    readonly aggregate: string,
    readonly id: string,
  ) {
    super({
      code: 'AGGREGATE_NOT_FOUND',
      status: 404,
      message: `There is no ${aggregate} "${id}": its stream holds no events. Check the id, or use eventStore.find() where absence is expected.`,
      details: { aggregate, id },
    });
  }
}
