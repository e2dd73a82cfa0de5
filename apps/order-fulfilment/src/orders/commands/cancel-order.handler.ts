import { CommandHandler, type ICommandHandler } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import type { OrderReceipt } from '../answers/order-receipt.js';
import { Order } from '../order.aggregate.js';
import { CancelOrder } from './cancel-order.command.js';

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder> {
  constructor(private readonly store: EventStore) {}

  async execute({ orderId, reason }: CancelOrder): Promise<OrderReceipt> {
    await this.store.update(Order, orderId, (order) => order.cancel(reason));
    return { orderId, status: 'cancelled' };
  }
}
