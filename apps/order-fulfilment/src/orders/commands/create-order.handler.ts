import { randomUUID } from 'node:crypto';
import { CommandHandler, type ICommandHandler } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import type { OrderReceipt } from '../answers/order-receipt.js';
import { Order } from '../order.aggregate.js';
import { CreateOrder } from './create-order.command.js';

@CommandHandler(CreateOrder)
export class CreateOrderHandler implements ICommandHandler<CreateOrder> {
  constructor(private readonly store: EventStore) {}

  async execute({ customerId, items, address }: CreateOrder): Promise<OrderReceipt> {
    const order = Order.create(randomUUID(), customerId, items, address);
    await this.store.save(order);
    return { orderId: order.id, status: 'created' };
  }
}
