import { InventoryService } from './inventory.service.js';

const call = (idempotencyKey: string) => ({ idempotencyKey });
const some = (sku: string) => [{ sku, quantity: 1 }];

describe('The warehouse', () => {
  it('reserves once for each key, also after it has restarted', async () => {
    const warehouse = new InventoryService();
    const first = await warehouse.reserve('1', some('BOOK'), call('k'));
    expect(await warehouse.reserve('1', some('BOOK'), call('k'))).toBe(first);
    expect(warehouse.effects.of('1')).toHaveLength(1);
    expect(await new InventoryService().reserve('1', some('BOOK'), call('k'))).toEqual(first);
  });

  it('has never an OUT-OF-STOCK', async () => {
    const warehouse = new InventoryService();
    await expect(warehouse.reserve('1', some('OUT-OF-STOCK'), call('k'))).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      sku: 'OUT-OF-STOCK',
    });
    expect(warehouse.effects.of('1')).toEqual([]);
  });

  it('fails twice for a FLAKY, then works, for each key', async () => {
    const warehouse = new InventoryService();
    for (const key of ['k', 'l']) {
      for (const _ of [1, 2])
        await expect(warehouse.reserve('1', some('FLAKY'), call(key))).rejects.toMatchObject({ code: 'INVENTORY_BUSY' });
      await expect(warehouse.reserve('1', some('FLAKY'), call(key))).resolves.toMatchObject({ kind: 'reserved' });
    }
  });

  it('gives up a SLOW one when its caller no longer waits, and reserves nothing', async () => {
    const warehouse = new InventoryService();
    const caller = new AbortController();
    const reserving = warehouse.reserve('1', some('SLOW'), { idempotencyKey: 'k', signal: caller.signal });
    caller.abort();
    await expect(reserving).rejects.toMatchObject({ name: 'AbortError' });
    expect(warehouse.effects.of('1')).toEqual([]);
  });

  it('gives back what is set aside, once, and accepts that nothing is', async () => {
    const warehouse = new InventoryService();
    await warehouse.release('1', call('undo'));
    expect(warehouse.effects.of('1')).toEqual([]);
    await warehouse.reserve('1', some('BOOK'), call('k'));
    await warehouse.release('1', call('k:undo'));
    await warehouse.release('1', call('k:undo'));
    expect(warehouse.effects.of('1').map(({ kind }) => kind)).toEqual(['reserved', 'released']);
  });
});
