import { UnitSlots } from './unit-slots.js';

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe('the slots of units of work', () => {
  it('let so many run at a time, and the others in the order in which they came', async () => {
    const slots = new UnitSlots(2);
    const order: number[] = [];
    const releases: (() => void)[] = [];
    const take = async (number: number) => {
      releases.push(await slots.take());
      order.push(number);
    };
    const all = [1, 2, 3, 4].map(take);
    await turns();
    expect(order).toEqual([1, 2]);
    releases[0]!();
    // Giving back twice gives nothing more.
    releases[0]!();
    await turns();
    expect(order).toEqual([1, 2, 3]);
    releases[1]!();
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('are not kept for whoever has given up', async () => {
    const slots = new UnitSlots(1);
    const release = await slots.take();
    const controller = new AbortController();
    const waiting = slots.take(controller.signal);
    controller.abort(new Error('too late'));
    await expect(waiting).rejects.toThrow('too late');
    await expect(slots.take(controller.signal)).rejects.toThrow('too late');
    const next = slots.take();
    release();
    (await next)();
    (await slots.take())();
  });

  it('refuse more than may wait', async () => {
    const slots = new UnitSlots(1);
    await slots.take();
    for (let waiting = 0; waiting < 10_000; waiting++) void slots.take();
    await expect(slots.take()).rejects.toMatchObject({ code: 'UNITS_OF_WORK_OVERLOADED', status: 503 });
  });
});
