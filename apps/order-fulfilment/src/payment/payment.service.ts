import { Injectable } from '@nestjs/common';
import { EffectLedger, type Effect } from '../effects/effect-ledger.js';
import { referenceFor } from '../effects/reference.js';
import type { ServiceCall } from '../effects/service-call.js';
import { PaymentDeclinedException } from './payment-declined.exception.js';

/** What is to be paid, for what, by whom. */
export interface Invoice {
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: number;
}

/** Money that was taken. */
export interface Charge extends Effect {
  readonly kind: 'charged';
  readonly paymentId: string;
  readonly amount: number;
}

/** Money that was given back. */
export interface Refund extends Effect {
  readonly kind: 'refunded';
  readonly amount: number;
}

const LIMIT = 10_000;

/** The bank, simulated. It declines amounts over 10 000. */
@Injectable()
export class PaymentService {
  readonly effects = new EffectLedger<Charge | Refund>();

  /**
   * Takes money, once for each idempotency key.
   *
   * @throws PaymentDeclinedException when the amount is over the limit
   */
  async charge({ orderId, amount }: Invoice, { idempotencyKey }: ServiceCall): Promise<Charge> {
    if (amount > LIMIT) throw new PaymentDeclinedException(orderId, amount, LIMIT);
    const paymentId = referenceFor('PAY', idempotencyKey);
    return this.effects.once(idempotencyKey, () => ({ kind: 'charged', orderId, amount, paymentId }));
  }

  /** Gives back whatever was taken for an order; nothing is fine, too. */
  async refund(orderId: string, { idempotencyKey }: ServiceCall): Promise<void> {
    const last = this.effects.of(orderId).at(-1);
    if (last?.kind !== 'charged') return;
    this.effects.once(idempotencyKey, () => ({ kind: 'refunded', orderId, amount: last.amount }));
  }
}
