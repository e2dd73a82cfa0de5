import { Aggregate, AggregateRoot, Event, EventHandler } from '@ledgerline/event-sourcing';
import { Command, CommandHandler, Query } from '@ledgerline/cqrs';

export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
}

export class OrderCreated extends Event {
  constructor(
    readonly orderId: string,
    readonly customerId: string,
    readonly items: readonly OrderItem[],
  ) {
    super();
  }
}

export class OrderShipped extends Event {
  constructor(
    readonly trackingNumber: string,
    readonly orderId = '1',
  ) {
    super();
  }
}

@Aggregate({ name: 'order' })
export class Order extends AggregateRoot {
  status = 'new';

  static create(id: string, customerId: string, items: readonly OrderItem[]): Order {
    const order = new Order(id);
    order.apply(new OrderCreated(id, customerId, items));
    return order;
  }

  ship(trackingNumber: string): void {
    this.apply(new OrderShipped(trackingNumber));
  }

  cancel(_reason: string): void {}

  @EventHandler(OrderCreated)
  protected onCreated(): void {
    this.status = 'created';
  }
  @EventHandler(OrderShipped)
  protected onShipped(): void {
    this.status = 'shipped';
  }
}

export class OrderAlreadyShippedException extends Error {}
export class OutOfStock extends Error {}
export class PaymentDeclined extends Error {}

export class ShipOrder extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly trackingNumber: string,
  ) {
    super();
  }
}

export class CreateOrder extends Command<string> {
  constructor(
    readonly customerId: string,
    readonly items: readonly OrderItem[],
  ) {
    super();
  }
}

export class ListOrders extends Query<readonly string[]> {}

@CommandHandler(CreateOrder)
export class CreateOrderHandler {
  async execute(_command: CreateOrder): Promise<string> {
    return 'order-1';
  }
}
