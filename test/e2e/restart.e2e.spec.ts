import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { startApp } from './running-app.js';
import { createOrder, fulfilment } from './requests.js';

it.each(availableDatabases())(
  'An application on %s that is started again has its orders, its list and the results of its fulfilments',
  async (kind) => {
    const database = await freshDatabase(kind);
    const first = await startApp({ storage: database.url });
    const id = await createOrder(first.http);
    const receipt = (await first.http.post(`/orders/${id}/fulfill`).send(fulfilment()).expect(200)).body;
    const before = (await first.http.get(`/orders/${id}`).expect(200)).body;
    await first.stop();

    const second = await startApp({ storage: database.url });
    try {
      expect((await second.http.get(`/orders/${id}`).expect(200)).body).toEqual(before);
      expect((await second.http.get('/orders').expect(200)).body.orders).toMatchObject([{ id, status: 'shipped' }]);
      expect((await second.http.post(`/orders/${id}/fulfill`).send(fulfilment()).expect(200)).body).toEqual(receipt);
    } finally {
      await second.stop();
      await database.drop();
    }
  },
);

it.each(availableDatabases())('Events may live on PostgreSQL and sagas in a store of their own, on %s', async (kind) => {
  const [events, sagas] = await Promise.all([freshDatabase('postgres'), freshDatabase(kind)]);
  const running = await startApp({ storage: events.url, sagaStorage: sagas.url });
  try {
    const id = await createOrder(running.http);
    expect((await running.http.post(`/orders/${id}/fulfill`).send(fulfilment()).expect(200)).body.status).toBe('fulfilled');
  } finally {
    await running.stop();
    await Promise.all([events.drop(), sagas.drop()]);
  }
});
