import { eventually } from '@ledgerline/local-servers/testing';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { Saga, SagaStep, StartSaga } from '@ledgerline/saga';
import { SAGA_ENGINES, sagaApp, sharedStorage } from '../saga-support/saga-app.js';

class OrderPlaced extends Event {
  constructor(
    readonly orderId: string,
    readonly isBad = false,
  ) {
    super();
  }
}

let handled: string[] = [];
let isMended = false;

@Saga({ name: 'on-order' })
@StartSaga(OrderPlaced, (event) => {
  if (event.isBad && !isMended) throw new Error('cannot map this one');
  return event.orderId === 'ignored' ? undefined : { orderId: event.orderId };
})
class OnOrderSaga {
  @SagaStep()
  async handle(context: { orderId: string }) {
    handled.push(context.orderId);
  }
}

describe.each(SAGA_ENGINES)('@StartSaga on %s', (engine) => {
  it('starts a saga from each event that is committed, once, over restarts, and sets an event aside that it cannot map', async () => {
    handled = [];
    isMended = false;
    const storage = await sharedStorage(engine);
    const start = () =>
      sagaApp({ imports: [EventSourcingModule.forRoot({ storage: storage.url, leaseTerm: 1_000 })], sagas: [OnOrderSaga] });
    let app = await start();
    let events = app.module.get(EventStore);
    await events.append('order-1', [
      new OrderPlaced('1'),
      new OrderPlaced('ignored'),
      new OrderPlaced('2', true),
      new OrderPlaced('3'),
    ]);
    await eventually(() => expect([...handled].sort()).toEqual(['1', '3']));
    const [stopped] = (await app.runner.list({ status: 'stopped' })).items;
    expect(stopped).toMatchObject({ saga: 'on-order', reason: expect.stringContaining('cannot map this one') });
    if (engine !== 'memory') {
      await app.close();
      app = await start();
      events = app.module.get(EventStore);
    }
    await events.append('order-1', [new OrderPlaced('4')]);
    await eventually(() => expect([...handled].sort()).toEqual(['1', '3', '4']), { timeout: 10_000 });
    isMended = true;
    await app.runner.retry(stopped!.id);
    await eventually(() => expect([...handled].sort()).toEqual(['1', '2', '3', '4']));
    await app.close();
    await storage.drop();
  }, 30_000);
});
