import { Command } from '@ledgerline/cqrs';
import type { OrderReceipt } from '../answers/order-receipt.js';

/** Calls an order off. */
export class CancelOrder extends Command<OrderReceipt> {
  constructor(
    readonly orderId: string,
    readonly reason: string,
  ) {
    super();
  }
}
