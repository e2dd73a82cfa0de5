import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OrderStatus } from '../order-status.js';

/** One order in the read database. Each index serves one filter of the list, in the list's order. */
@Entity('order_summaries')
@Index('order_summaries_newest', ['createdAt', 'id'])
@Index('order_summaries_of_customer', ['customerId', 'createdAt', 'id'])
@Index('order_summaries_by_status', ['status', 'createdAt', 'id'])
export class OrderSummaryRow {
  @PrimaryColumn({ type: 'varchar', length: 200 })
  id!: string;

  @Column({ name: 'customer_id', type: 'varchar', length: 200 })
  customerId!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: OrderStatus;

  @Column({ type: 'double precision' })
  total!: number;

  @Column({ name: 'item_count', type: 'int' })
  itemCount!: number;

  /** ISO 8601 in UTC, to the millisecond: the same order and the same text on every database. */
  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt!: string;
}
