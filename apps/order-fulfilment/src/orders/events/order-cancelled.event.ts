import { Event, EventType } from '@ledgerline/event-sourcing';

/** The order was called off before it was shipped. */
@EventType({ name: 'OrderCancelled', version: 1 })
export class OrderCancelled extends Event {
  constructor(
    readonly orderId: string,
    readonly reason: string,
  ) {
    super();
  }
}
