import { CqrsModule } from '@ledgerline/cqrs';
import { EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import type { StepContext } from '@ledgerline/saga';
import { Test, type TestingModule } from '@nestjs/testing';
import { InventoryModule } from '../inventory/inventory.module.js';
import { Order } from '../orders/order.aggregate.js';
import { OrdersModule } from '../orders/orders.module.js';
import { PaymentModule } from '../payment/payment.module.js';
import { ShippingModule } from '../shipping/shipping.module.js';
import { ShippingService } from '../shipping/shipping.service.js';
import { OrderFulfilmentSaga, type OrderFulfilmentContext } from './order-fulfilment.saga.js';

const items = [{ sku: 'BOOK', quantity: 1, price: 1 }];
const context = (): OrderFulfilmentContext => ({ orderId: '1', customerId: 'anna', items, total: 1, address: 'Main Street' });
const step = { idempotencyKey: 'saga/run/shipOrder' } as StepContext;

describe('The step that ships an order', () => {
  let module: TestingModule;
  let saga: OrderFulfilmentSaga;
  let store: EventStore;
  let carrier: ShippingService;

  beforeEach(async () => {
    module = await Test.createTestingModule({
      imports: [
        EventSourcingModule.forRoot({ storage: 'memory:' }),
        CqrsModule.forRoot(),
        OrdersModule,
        InventoryModule,
        PaymentModule,
        ShippingModule,
      ],
      providers: [OrderFulfilmentSaga],
    }).compile();
    await module.init();
    saga = module.get(OrderFulfilmentSaga);
    store = module.get(EventStore);
    carrier = module.get(ShippingService);
    await store.save(Order.create('1', 'anna', items));
  });
  afterEach(() => module.close());

  it('has one effect when it runs again, because its process died before it was recorded', async () => {
    const [first, second] = [context(), context()];
    await saga.shipOrder(first, step);
    await saga.shipOrder(second, step);
    expect(second.trackingNumber).toBe(first.trackingNumber);
    expect(await store.load(Order, '1')).toMatchObject({ status: 'shipped', trackingNumber: first.trackingNumber, version: 2 });
    expect(carrier.effects.of('1').map(({ kind }) => kind)).toEqual(['shipped']);
  });

  it('leaves an order that was cancelled meanwhile as it is, and its parcel is called back by the compensation', async () => {
    await store.update(Order, '1', (order) => order.cancel('changed my mind'));
    await expect(saga.shipOrder(context(), step)).rejects.toMatchObject({ code: 'ORDER_CANCELLED' });
    await saga.recallShipment(context(), { ...step, idempotencyKey: `${step.idempotencyKey}:undo` });
    expect(carrier.effects.of('1').map(({ kind }) => kind)).toEqual(['shipped', 'recalled']);
    expect(await store.load(Order, '1')).toMatchObject({ status: 'cancelled', version: 2 });
  });
});
