import type { ProjectionContext } from '@ledgerline/cqrs';
import { availableDatabases, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { DataSource } from 'typeorm';
import type { OrderFilter } from '../queries/list-orders.query.js';
import { OrderList } from './order-list.js';
import type { KeptSummary } from './order-summaries.js';
import { OrderSummaryRow } from './order-summary.row.js';
import { SqlOrderSummaries } from './sql-order-summaries.js';

const CUSTOMERS = ['anna', 'bert', 'a\u0000b'];
const STATUSES = ['created', 'shipped', 'cancelled'] as const;

/** Sixty orders, several of each moment, customer and status. */
const ORDERS: readonly KeptSummary[] = Array.from({ length: 60 }, (_, index) => ({
  id: `order-${String((index * 7) % 60).padStart(2, '0')}`,
  customerId: CUSTOMERS[index % 3]!,
  status: STATUSES[index % 4] ?? 'created',
  total: index * 1.25,
  itemCount: index,
  createdAt: new Date(Date.UTC(2024, 0, 1, 0, 0, index % 9)).toISOString(),
}));

describe.each(availableDatabases())('The summaries of orders on %s', (kind) => {
  let database: FreshDatabase;
  let dataSource: DataSource;
  let summaries: SqlOrderSummaries;
  const list = new OrderList();

  beforeAll(async () => {
    database = await freshDatabase(kind);
    dataSource = new DataSource({ type: kind, url: database.url, entities: [OrderSummaryRow], synchronize: true });
    await dataSource.initialize();
    summaries = new SqlOrderSummaries(dataSource);
    const context = { manager: dataSource.manager } as ProjectionContext;
    for (const order of ORDERS) {
      await summaries.add({ ...order, status: 'created' }, context);
      if (order.status !== 'created') await summaries.setStatus(order.id, order.status, context);
      list.add({ ...order, customerId: order.customerId.replaceAll('\0', '\uFFFD') });
    }
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const filters: Omit<OrderFilter, 'limit'>[] = [
    {},
    { customerId: 'anna' },
    { status: 'shipped' },
    { customerId: 'bert', status: 'created' },
    { customerId: 'nobody' },
  ];

  it.each(filters)('are those that a list in memory has, page by page: %j', async (filter) => {
    for (const limit of [1, 7, 100]) {
      let cursor: string | undefined;
      do {
        const asked = { ...filter, limit, ...(cursor === undefined ? {} : { cursor }) };
        const page = await summaries.page(asked);
        expect(page).toEqual(list.page(asked));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    }
  });

  it('are found by a customer whose id no column can hold as it is', async () => {
    expect((await summaries.page({ customerId: 'a\u0000b', limit: 100 })).orders).toHaveLength(20);
  });

  it('refuse a cursor that is none', async () => {
    await expect(summaries.page({ limit: 1, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_OPTION', status: 400 });
  });
});
