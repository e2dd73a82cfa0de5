import { Command } from '@ledgerline/cqrs';
import type { OrderReceipt } from '../answers/order-receipt.js';
import type { OrderItem } from '../order-item.js';

/** Places an order under a fresh id. */
export class CreateOrder extends Command<OrderReceipt> {
  constructor(
    readonly customerId: string,
    readonly items: readonly OrderItem[],
    readonly address?: string,
  ) {
    super();
  }
}
