import { CommandHandler, type ICommandHandler } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import type { OrderReceipt } from '../answers/order-receipt.js';
import { Order } from '../order.aggregate.js';
import { ShipOrder } from './ship-order.command.js';

@CommandHandler(ShipOrder)
export class ShipOrderHandler implements ICommandHandler<ShipOrder> {
  constructor(private readonly store: EventStore) {}

  async execute({ orderId, trackingNumber }: ShipOrder): Promise<OrderReceipt> {
    await this.store.update(Order, orderId, (order) => order.ship(trackingNumber));
    return { orderId, status: 'shipped' };
  }
}
