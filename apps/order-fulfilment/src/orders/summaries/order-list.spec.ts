import fc from 'fast-check';
import type { OrderPage } from '../answers/order-summary.js';
import type { OrderFilter } from '../queries/list-orders.query.js';
import { OrderList } from './order-list.js';

const at = (second: number) => new Date(Date.UTC(2024, 0, 1, 0, 0, second)).toISOString();
const create = (list: OrderList, id: string, second: number, customerId = 'c') =>
  list.add({ id, customerId, status: 'created', total: 28, itemCount: 3, createdAt: at(second) });

function pages(list: OrderList, filter: OrderFilter): OrderPage[] {
  const page = list.page(filter);
  return page.nextCursor === undefined ? [page] : [page, ...pages(list, { ...filter, cursor: page.nextCursor })];
}

describe('The list of orders', () => {
  it('follows what becomes of orders, and finds them by status and customer', () => {
    const list = new OrderList();
    for (const [index, customer] of ['anna', 'bert', 'anna'].entries()) create(list, String(index), index, customer);
    list.setStatus('0', 'shipped');
    list.setStatus('1', 'cancelled');
    list.setStatus('nobody’s', 'shipped');
    const ids = (filter: Partial<OrderFilter>) => list.page({ limit: 10, ...filter }).orders.map(({ id }) => id);
    expect(ids({})).toEqual(['2', '1', '0']);
    expect(ids({ status: 'shipped' })).toEqual(['0']);
    expect(ids({ status: 'cancelled' })).toEqual(['1']);
    expect(ids({ customerId: 'anna' })).toEqual(['2', '0']);
    expect(ids({ customerId: 'anna', status: 'created' })).toEqual(['2']);
    expect(ids({ customerId: 'nobody' })).toEqual([]);
  });

  it('shows every order once over its pages, newest first, whatever their times and the size of a page', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), fc.integer({ min: 1, max: 4 }), (seconds, limit) => {
        const list = new OrderList();
        seconds.forEach((second, index) => create(list, String(index), second));
        const seen = pages(list, { limit });
        const orders = seen.flatMap((page) => page.orders);
        const expected = seconds
          .map((second, index) => ({ createdAt: at(second), id: String(index) }))
          .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1));
        expect(orders.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        expect(seen.slice(0, -1).every((page) => page.orders.length === limit)).toBe(true);
      }),
    );
  });

  it('goes on behind its cursor when orders were added meanwhile', () => {
    const list = new OrderList();
    for (const second of [0, 1, 2, 3]) create(list, String(second), second);
    const first = list.page({ limit: 2 });
    create(list, '4', 4);
    expect(list.page({ limit: 2, cursor: first.nextCursor }).orders.map(({ id }) => id)).toEqual(['1', '0']);
  });
});
