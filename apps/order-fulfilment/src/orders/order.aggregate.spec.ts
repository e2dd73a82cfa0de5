import { given } from '@ledgerline/testing';
import { OrderCancelled } from './events/order-cancelled.event.js';
import { OrderCreated } from './events/order-created.event.js';
import { OrderShipped } from './events/order-shipped.event.js';
import { OrderAlreadyShippedException } from './exceptions/order-already-shipped.exception.js';
import { OrderCancelledException } from './exceptions/order-cancelled.exception.js';
import { Order } from './order.aggregate.js';

const items = [{ sku: 'BOOK', quantity: 2, price: 12.5 }];
const created = new OrderCreated('42', 'customer-1', items, '1 Main Street');
const shipped = new OrderShipped('42', 'T-1');
const cancelled = new OrderCancelled('42', 'ordered twice');
const order = (...past: object[]) => given(Order, past, { id: '42' });

describe('An order', () => {
  it('keeps what its customer said when it is created', () => {
    order()
      .when(() => Order.create('42', 'customer-1', items, '1 Main Street'))
      .then([created]);
    order(created)
      .when(() => undefined)
      .thenState((state) =>
        expect(state).toMatchObject({ id: '42', status: 'created', customerId: 'customer-1', items, address: '1 Main Street' }),
      );
  });

  it('is shipped once', () => {
    order(created)
      .when((one) => one.ship('T-1'))
      .then([shipped]);
    order(created, shipped)
      .when((one) => one.ship('T-2'))
      .thenThrows(OrderAlreadyShippedException);
    order(created, shipped)
      .when((one) => one.ship('T-2'))
      .thenThrows(expect.objectContaining({ code: 'ORDER_ALREADY_SHIPPED', status: 409 }));
    order(created, shipped)
      .when(() => undefined)
      .thenState((state) => expect(state).toMatchObject({ status: 'shipped', trackingNumber: 'T-1' }));
  });

  it('is cancelled once', () => {
    order(created)
      .when((one) => one.cancel('ordered twice'))
      .then([cancelled]);
    order(created, cancelled)
      .when((one) => one.cancel('again'))
      .thenThrows(expect.objectContaining({ code: 'ORDER_CANCELLED', status: 409 }));
  });

  it('is not shipped once cancelled, nor cancelled once shipped', () => {
    order(created, cancelled)
      .when((one) => one.ship('T-1'))
      .thenThrows(OrderCancelledException);
    order(created, shipped)
      .when((one) => one.cancel('too late'))
      .thenThrows(OrderAlreadyShippedException);
  });
});
