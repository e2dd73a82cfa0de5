import { BACKENDS, startAppOn, type RunningApp } from './running-app.js';
import { createOrder, errorBody, ITEMS } from './requests.js';

interface Page {
  readonly orders: readonly { readonly id: string; readonly createdAt: string }[];
  readonly nextCursor?: string;
}

describe.each(BACKENDS)('The list of orders on %s', (backend) => {
  let running: RunningApp;
  let ids: string[];

  const list = async (query: Record<string, string | number> = {}): Promise<Page> =>
    (await running.http.get('/orders').query(query).expect(200)).body as Page;
  const idsOf = ({ orders }: Page) => orders.map(({ id }) => id);

  beforeAll(async () => {
    running = await startAppOn(backend);
  });
  afterAll(() => running.stop());

  it('is empty before the first order', async () => {
    expect(await list()).toEqual({ orders: [] });
  });

  describe('of five orders', () => {
    beforeAll(async () => {
      ids = [];
      for (const customer of ['anna', 'bert', 'anna', 'anna', 'bert']) ids.push(await createOrder(running.http, customer));
      await running.http.post(`/orders/${ids[0]}/ship`).send({ trackingNumber: 'T-1' }).expect(200);
      await running.http.post(`/orders/${ids[1]}/cancel`).send({ reason: 'ordered twice' }).expect(200);
    });

    it('sums each of them up', async () => {
      const { orders } = await list({ status: 'shipped' });
      const createdAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(orders).toEqual([{ id: ids[0], customerId: 'anna', status: 'shipped', total: 28, itemCount: 3, createdAt }]);
      expect(ITEMS).toHaveLength(2);
    });

    it('finds them by customer and by status', async () => {
      expect(idsOf(await list()).sort()).toEqual([...ids].sort());
      expect(idsOf(await list({ customerId: 'bert' })).sort()).toEqual([ids[1], ids[4]].sort());
      expect(idsOf(await list({ status: 'created' })).sort()).toEqual([ids[2], ids[3], ids[4]].sort());
      expect(idsOf(await list({ status: 'cancelled' }))).toEqual([ids[1]]);
      expect(idsOf(await list({ customerId: 'anna', status: 'cancelled' }))).toEqual([]);
    });

    it('gives them page by page, each once, newest first', async () => {
      const first = await list({ limit: 2 });
      const second = await list({ limit: 2, cursor: first.nextCursor! });
      const third = await list({ limit: 2, cursor: second.nextCursor! });
      expect([first, second, third].map(({ orders }) => orders.length)).toEqual([2, 2, 1]);
      expect(third).not.toHaveProperty('nextCursor');
      const all = [first, second, third].flatMap(({ orders }) => orders);
      expect(all.map(({ id }) => id).sort()).toEqual([...ids].sort());
      const times = all.map(({ createdAt }) => createdAt);
      expect(times).toEqual([...times].sort().reverse());
    });

    it('has a new order as soon as it is acknowledged', async () => {
      const id = await createOrder(running.http, 'carla');
      expect(idsOf(await list({ customerId: 'carla' }))).toEqual([id]);
    });

    it.each([
      [{ limit: 0 }, 'VALIDATION_FAILED'],
      [{ limit: 1000 }, 'VALIDATION_FAILED'],
      [{ limit: 'all' }, 'VALIDATION_FAILED'],
      [{ status: 'lost' }, 'VALIDATION_FAILED'],
      [{ color: 'red' }, 'VALIDATION_FAILED'],
      [{ cursor: 'nonsense' }, 'INVALID_OPTION'],
    ])('refuses the query %j', async (query, code) => {
      const { body } = await running.http.get('/orders').query(query).expect(400);
      expect(body).toMatchObject(errorBody(400, code));
    });
  });
});
