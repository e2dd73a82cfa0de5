import { QueryHandler, type IQueryHandler } from '@ledgerline/cqrs';
import { AggregateNotFoundException, EventStore, type RecordedEvent } from '@ledgerline/event-sourcing';
import type { OrderHistory, OrderHistoryEvent } from '../answers/order-history.js';
import { GetOrderHistory } from './get-order-history.query.js';

@QueryHandler(GetOrderHistory)
export class GetOrderHistoryHandler implements IQueryHandler<GetOrderHistory> {
  constructor(private readonly store: EventStore) {}

  async execute({ orderId }: GetOrderHistory): Promise<OrderHistory> {
    const events: OrderHistoryEvent[] = [];
    for await (const recorded of this.store.readStream(`order-${orderId}`)) events.push(historyEvent(recorded));
    if (events.length === 0) throw new AggregateNotFoundException('order', orderId);
    return { events };
  }
}

function historyEvent({ id, type, version, position, recordedAt, event, metadata }: RecordedEvent): OrderHistoryEvent {
  return { id, type, version, position, recordedAt: recordedAt.toISOString(), data: event, metadata };
}
