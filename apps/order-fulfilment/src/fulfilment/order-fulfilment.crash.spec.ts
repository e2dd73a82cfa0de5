import { CqrsModule } from '@ledgerline/cqrs';
import { EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { crashAtEveryMoment, createSagaHarness } from '@ledgerline/testing';
import { InventoryModule } from '../inventory/inventory.module.js';
import { InventoryService } from '../inventory/inventory.service.js';
import { Order } from '../orders/order.aggregate.js';
import { OrdersModule } from '../orders/orders.module.js';
import { PaymentModule } from '../payment/payment.module.js';
import { PaymentService } from '../payment/payment.service.js';
import { ShippingModule } from '../shipping/shipping.module.js';
import { ShippingService } from '../shipping/shipping.service.js';
import { OrderFulfilmentSaga } from './order-fulfilment.saga.js';

const items = [{ sku: 'BOOK', quantity: 1, price: 1 }];
const context = { orderId: '1', customerId: 'anna', items, total: 1, address: 'Main Street' };

async function open() {
  const harness = await createSagaHarness(OrderFulfilmentSaga, {
    imports: [
      EventSourcingModule.forRoot({ storage: 'memory:' }),
      CqrsModule.forRoot(),
      OrdersModule,
      InventoryModule,
      PaymentModule,
      ShippingModule,
    ],
  });
  await harness.get(EventStore).save(Order.create('1', 'anna', items));
  return harness;
}

type Harness = Awaited<ReturnType<typeof open>>;

/** What the three services have done for the order. */
const effects = (harness: Harness) =>
  [InventoryService, PaymentService, ShippingService].map((service) =>
    harness
      .get<{ effects: { of(orderId: string): { kind: string }[] } }>(service)
      .effects.of('1')
      .map(({ kind }) => kind),
  );

describe('The fulfilment of an order, whose process dies at any moment', () => {
  it('has each effect once', async () => {
    const moments = await crashAtEveryMoment(open, context, async (result, harness) => {
      expect(result).toMatchObject({ status: 'completed', stepsCompleted: ['reserveInventory', 'chargePayment', 'shipOrder'] });
      expect(effects(harness)).toEqual([['reserved'], ['charged'], ['shipped']]);
      expect(await harness.get(EventStore).load(Order, '1')).toMatchObject({ status: 'shipped', version: 2 });
    });
    expect(moments).toBeGreaterThan(6);
  }, 120_000);

  it('undoes what was done, once, when the address cannot be reached', async () => {
    await crashAtEveryMoment(open, { ...context, address: 'UNREACHABLE' }, async (result, harness) => {
      expect(result).toMatchObject({ status: 'compensated', failedStep: 'shipOrder' });
      const [inventory, payments, shipping] = effects(harness);
      expect([inventory, payments]).toEqual([
        ['reserved', 'released'],
        ['charged', 'refunded'],
      ]);
      expect(shipping).not.toContain('shipped');
      expect(await harness.get(EventStore).load(Order, '1')).toMatchObject({ status: 'created' });
    });
  }, 120_000);
});
