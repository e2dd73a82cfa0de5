import { PaymentService } from './payment.service.js';

const call = (idempotencyKey: string) => ({ idempotencyKey });
const invoice = (amount: number) => ({ orderId: '1', customerId: 'anna', amount });

describe('The bank', () => {
  it('takes money once for each key', async () => {
    const bank = new PaymentService();
    const first = await bank.charge(invoice(25), call('k'));
    expect(await bank.charge(invoice(25), call('k'))).toBe(first);
    expect(bank.effects.of('1')).toEqual([{ kind: 'charged', orderId: '1', amount: 25, paymentId: first.paymentId }]);
  });

  it('declines what is over 10 000, and takes nothing', async () => {
    const bank = new PaymentService();
    await expect(bank.charge(invoice(10_000.01), call('k'))).rejects.toMatchObject({
      code: 'PAYMENT_DECLINED',
      amount: 10_000.01,
    });
    expect(bank.effects.of('1')).toEqual([]);
    await expect(bank.charge(invoice(10_000), call('k'))).resolves.toMatchObject({ kind: 'charged' });
  });

  it('gives back what it took, once, and accepts that it took nothing', async () => {
    const bank = new PaymentService();
    await bank.refund('1', call('undo'));
    await bank.charge(invoice(25), call('k'));
    await bank.refund('1', call('k:undo'));
    await bank.refund('1', call('k:undo'));
    expect(bank.effects.of('1').map(({ kind, amount }) => [kind, amount])).toEqual([
      ['charged', 25],
      ['refunded', 25],
    ]);
  });
});
