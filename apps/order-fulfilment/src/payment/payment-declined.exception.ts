import { RefusedException } from '../exceptions/refused.exception.js';

/** The bank said no; nothing was charged. */
export class PaymentDeclinedException extends RefusedException {
  constructor(
    readonly orderId: string,
    readonly amount: number,
    readonly limit: number,
  ) {
    super({
      code: 'PAYMENT_DECLINED',
      message: `PAYMENT-DECLINED: ${amount} for the order "${orderId}" is over the limit of ${limit}. Pay in another way.`,
      details: { orderId, amount, limit },
    });
  }
}
