import { Command } from '@ledgerline/cqrs';
import type { OrderReceipt } from '../answers/order-receipt.js';

/** Records that an order was given to a carrier. */
export class ShipOrder extends Command<OrderReceipt> {
  constructor(
    readonly orderId: string,
    readonly trackingNumber: string,
  ) {
    super();
  }
}
