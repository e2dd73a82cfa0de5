import { Projection, type ProjectionContext } from '@ledgerline/cqrs';
import { EventHandler } from '@ledgerline/event-sourcing';
import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { OrderPlaced } from './order-placed.event.js';

/** What is kept of an order. */
@Entity('order_rows')
export class OrderRow {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;

  @Column({ type: 'varchar', length: 40 })
  customer!: string;

  @Column({ type: 'int' })
  pieces!: number;
}

/** The work that an event is to both contestants: one row, inserted or updated. */
export async function upsertOrder(manager: EntityManager, { orderId, customerId, items }: OrderPlaced): Promise<void> {
  const pieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  await manager.upsert(OrderRow, { id: orderId, customer: customerId, pieces }, ['id']);
}

/** One row for each order. */
@Projection({ name: 'order-rows', entities: [OrderRow] })
export class OrderRowProjection {
  @EventHandler(OrderPlaced)
  async onPlaced(event: OrderPlaced, { manager }: ProjectionContext): Promise<void> {
    await upsertOrder(manager, event);
  }
}
