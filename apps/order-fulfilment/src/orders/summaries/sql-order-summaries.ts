import type { ProjectionContext } from '@ledgerline/cqrs';
import type { DataSource } from 'typeorm';
import type { OrderPage, OrderSummary } from '../answers/order-summary.js';
import type { OrderStatus } from '../order-status.js';
import type { OrderFilter } from '../queries/list-orders.query.js';
import { decodeCursor, encodeCursor } from './order-cursor.js';
import { OrderSummaries, type KeptSummary } from './order-summaries.js';
import { OrderSummaryRow } from './order-summary.row.js';

/** Summaries in the read database: written in the projection's transaction, read from wherever reads go. */
export class SqlOrderSummaries extends OrderSummaries {
  constructor(private readonly readDb: DataSource) {
    super();
  }

  async add(summary: KeptSummary, { manager }: ProjectionContext): Promise<void> {
    await manager.insert(OrderSummaryRow, { ...summary, customerId: storable(summary.customerId) });
  }

  async setStatus(orderId: string, status: OrderStatus, { manager }: ProjectionContext): Promise<void> {
    await manager.update(OrderSummaryRow, { id: orderId }, { status });
  }

  /** One query; a page further back costs as much as the first. */
  async page({ customerId, status, limit, cursor }: OrderFilter): Promise<OrderPage> {
    const query = this.readDb.manager
      .createQueryBuilder(OrderSummaryRow, 'o')
      .orderBy('o.createdAt', 'DESC')
      .addOrderBy('o.id', 'DESC')
      .limit(limit + 1);
    if (customerId !== undefined) query.andWhere('o.customerId = :customerId', { customerId: storable(customerId) });
    if (status !== undefined) query.andWhere('o.status = :status', { status });
    if (cursor !== undefined) {
      query.andWhere('o.createdAt <= :createdAt AND (o.createdAt < :createdAt OR o.id < :id)', { ...decodeCursor(cursor) });
    }
    const rows = await query.getMany();
    const orders = rows.slice(0, limit).map(summaryOf);
    return rows.length > limit ? { orders, nextCursor: encodeCursor(orders.at(-1)!) } : { orders };
  }
}

function summaryOf({ id, customerId, status, total, itemCount, createdAt }: OrderSummaryRow): OrderSummary {
  return { id, customerId, status, total, itemCount, createdAt };
}

/** An event may hold what no column of PostgreSQL does. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
