import { Event, EventType } from '@ledgerline/event-sourcing';

/** The order was given to a carrier. */
@EventType({ name: 'OrderShipped', version: 1 })
export class OrderShipped extends Event {
  constructor(
    readonly orderId: string,
    readonly trackingNumber: string,
  ) {
    super();
  }
}
