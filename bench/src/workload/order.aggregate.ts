import { Aggregate, AggregateRoot, EventHandler } from '@ledgerline/event-sourcing';
import { OrderPlaced } from './order-placed.event.js';

/** As little as an aggregate can do with an event: what is measured is the way there. */
@Aggregate({ name: 'order' })
export class OrderHistory extends AggregateRoot {
  orders = 0;

  @EventHandler(OrderPlaced)
  protected onPlaced(_event: OrderPlaced): void {
    this.orders += 1;
  }
}
