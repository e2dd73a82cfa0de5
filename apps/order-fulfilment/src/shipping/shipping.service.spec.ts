import { ShippingService } from './shipping.service.js';

const call = (idempotencyKey: string) => ({ idempotencyKey });

describe('The carrier', () => {
  it('takes a parcel once for each key, under one tracking number, also after it has restarted', async () => {
    const carrier = new ShippingService();
    const first = await carrier.ship('1', 'Main Street', call('k'));
    expect(await carrier.ship('1', 'Main Street', call('k'))).toBe(first);
    expect(carrier.effects.of('1')).toHaveLength(1);
    expect(await new ShippingService().ship('1', 'Main Street', call('k'))).toEqual(first);
    expect((await carrier.ship('2', 'Main Street', call('l'))).trackingNumber).not.toBe(first.trackingNumber);
  });

  it('does not go to UNREACHABLE', async () => {
    const carrier = new ShippingService();
    await expect(carrier.ship('1', 'UNREACHABLE', call('k'))).rejects.toMatchObject({ code: 'ADDRESS_UNREACHABLE' });
    expect(carrier.effects.of('1')).toEqual([]);
  });

  it('calls a parcel back, once, and accepts that there is none', async () => {
    const carrier = new ShippingService();
    await carrier.recall('1', call('undo'));
    await carrier.ship('1', 'Main Street', call('k'));
    await carrier.recall('1', call('k:undo'));
    await carrier.recall('1', call('k:undo'));
    expect(carrier.effects.of('1').map(({ kind }) => kind)).toEqual(['shipped', 'recalled']);
  });
});
