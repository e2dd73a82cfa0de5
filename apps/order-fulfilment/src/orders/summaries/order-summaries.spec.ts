import { EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { Test, type TestingModule } from '@nestjs/testing';
import { Order } from '../order.aggregate.js';
import { OrderSummaries } from './order-summaries.js';

const items = [{ sku: 'A', quantity: 1, price: 1 }];

describe('The summaries of orders', () => {
  let module: TestingModule;
  let store: EventStore;
  let summaries: OrderSummaries;

  beforeEach(async () => {
    module = await Test.createTestingModule({
      imports: [EventSourcingModule.forRoot({ storage: 'memory:' }), EventSourcingModule.forFeature([Order])],
      providers: [OrderSummaries],
    }).compile();
    await module.init();
    store = module.get(EventStore);
    summaries = module.get(OrderSummaries);
  });
  afterEach(() => module.close());

  it('hold what was committed before the question, at each question', async () => {
    for (const id of ['a', 'b', 'c']) {
      await store.save(Order.create(id, 'anna', items));
      expect((await summaries.list({ limit: 10 })).orders.map((order) => order.id)).toContain(id);
    }
    await store.update(Order, 'a', (order) => order.ship('T'));
    expect((await summaries.list({ limit: 10, status: 'shipped' })).orders.map(({ id }) => id)).toEqual(['a']);
  });

  it('fold each event once, however many ask at a time', async () => {
    await store.save(Order.create('a', 'anna', items));
    const answers = await Promise.all(Array.from({ length: 20 }, () => summaries.list({ limit: 10 })));
    for (const { orders } of answers) expect(orders.map(({ id }) => id)).toEqual(['a']);
  });

  it('answer again after a question that failed', async () => {
    const readAll = jest.spyOn(store, 'readAll').mockImplementationOnce(() => {
      throw new Error('the database is away');
    });
    await expect(summaries.list({ limit: 10 })).rejects.toThrow('the database is away');
    readAll.mockRestore();
    await store.save(Order.create('a', 'anna', items));
    expect((await summaries.list({ limit: 10 })).orders).toHaveLength(1);
  });
});
