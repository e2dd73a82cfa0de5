import { OrderCancelled } from './events/order-cancelled.event.js';
import { OrderCreated } from './events/order-created.event.js';
import { OrderShipped } from './events/order-shipped.event.js';
import { Order } from './order.aggregate.js';

const items = [{ sku: 'BOOK', quantity: 2, price: 12.5 }];
const created = () => Order.create('42', 'customer-1', items, '1 Main Street');

describe('An order', () => {
  it('keeps what its customer said when it is created', () => {
    const order = created();
    expect(order).toMatchObject({ id: '42', status: 'created', customerId: 'customer-1', items, address: '1 Main Street' });
    expect(order.uncommittedEvents).toEqual([new OrderCreated('42', 'customer-1', items, '1 Main Street')]);
  });

  it('is shipped once', () => {
    const order = created();
    order.ship('T-1');
    expect(order).toMatchObject({ status: 'shipped', trackingNumber: 'T-1' });
    expect(order.uncommittedEvents.at(-1)).toEqual(new OrderShipped('42', 'T-1'));
    expect(() => order.ship('T-2')).toThrow(expect.objectContaining({ code: 'ORDER_ALREADY_SHIPPED', status: 409 }));
    expect(order.trackingNumber).toBe('T-1');
    expect(order.uncommittedEvents).toHaveLength(2);
  });

  it('is cancelled once', () => {
    const order = created();
    order.cancel('ordered twice');
    expect(order.status).toBe('cancelled');
    expect(order.uncommittedEvents.at(-1)).toEqual(new OrderCancelled('42', 'ordered twice'));
    expect(() => order.cancel('again')).toThrow(expect.objectContaining({ code: 'ORDER_CANCELLED', status: 409 }));
  });

  it('is not shipped once cancelled, nor cancelled once shipped', () => {
    const cancelled = created();
    cancelled.cancel('ordered twice');
    expect(() => cancelled.ship('T-1')).toThrow(expect.objectContaining({ code: 'ORDER_CANCELLED' }));
    const shipped = created();
    shipped.ship('T-1');
    expect(() => shipped.cancel('too late')).toThrow(expect.objectContaining({ code: 'ORDER_ALREADY_SHIPPED' }));
  });
});
