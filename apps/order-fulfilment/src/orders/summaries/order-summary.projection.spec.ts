import { CqrsModule, ProjectionRunner } from '@ledgerline/cqrs';
import { EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { Test, type TestingModule } from '@nestjs/testing';
import { Order } from '../order.aggregate.js';
import { OrderSummaries } from './order-summaries.js';
import { orderSummariesProviders } from './order-summaries.provider.js';
import { OrderSummaryProjection } from './order-summary.projection.js';

const items = [
  { sku: 'A', quantity: 2, price: 12.5 },
  { sku: 'B', quantity: 1, price: 3 },
];

describe('The projection of orders', () => {
  let module: TestingModule;
  let store: EventStore;

  beforeEach(async () => {
    module = await Test.createTestingModule({
      imports: [
        EventSourcingModule.forRoot({ storage: 'memory:' }),
        EventSourcingModule.forFeature([Order]),
        CqrsModule.forRoot(),
      ],
      providers: [OrderSummaryProjection, ...orderSummariesProviders],
    }).compile();
    await module.init();
    store = module.get(EventStore);
  });
  afterEach(() => module.close());

  const page = async () => {
    await module.get(ProjectionRunner).settled();
    return module.get(OrderSummaries).page({ limit: 10 });
  };

  it('sums up each order, and follows what becomes of it', async () => {
    const { events } = await store.save(Order.create('1', 'anna', items));
    const summary = { id: '1', customerId: 'anna', status: 'created', total: 28, itemCount: 3 };
    expect(await page()).toEqual({ orders: [{ ...summary, createdAt: events[0]!.recordedAt.toISOString() }] });
    await store.update(Order, '1', (order) => order.ship('T'));
    expect((await page()).orders).toMatchObject([{ ...summary, status: 'shipped' }]);
    await store.save(Order.create('2', 'bert', items));
    await store.update(Order, '2', (order) => order.cancel('why not'));
    expect((await page()).orders).toMatchObject([{ id: '2', status: 'cancelled' }, { id: '1' }]);
  });
});
