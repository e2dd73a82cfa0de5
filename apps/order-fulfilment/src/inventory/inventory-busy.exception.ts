import { LedgerlineException } from '@ledgerline/storage';

/** The warehouse did not answer; the same call may succeed later. */
export class InventoryBusyException extends LedgerlineException {
  constructor(readonly orderId: string) {
    super({
      code: 'INVENTORY_BUSY',
      status: 503,
      message: `The warehouse is too busy to reserve the items of the order "${orderId}". Try again.`,
      details: { orderId },
    });
  }
}
