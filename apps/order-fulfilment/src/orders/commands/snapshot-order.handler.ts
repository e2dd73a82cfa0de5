import { CommandHandler, type ICommandHandler } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import type { SnapshotReceipt } from '../answers/snapshot-receipt.js';
import { Order } from '../order.aggregate.js';
import { SnapshotOrder } from './snapshot-order.command.js';

@CommandHandler(SnapshotOrder)
export class SnapshotOrderHandler implements ICommandHandler<SnapshotOrder> {
  constructor(private readonly store: EventStore) {}

  async execute({ orderId }: SnapshotOrder): Promise<SnapshotReceipt> {
    const { version } = await this.store.load(Order, orderId);
    await this.store.createSnapshot(Order, orderId);
    return { snapshot: 'created', version };
  }
}
