import { Injectable } from '@nestjs/common';
import { EffectLedger, type Effect } from '../effects/effect-ledger.js';
import { referenceFor } from '../effects/reference.js';
import type { ServiceCall } from '../effects/service-call.js';
import { AddressUnreachableException } from './address-unreachable.exception.js';

/** A parcel that a carrier has taken. */
export interface Shipment extends Effect {
  readonly kind: 'shipped';
  readonly trackingNumber: string;
  readonly address: string;
}

/** A parcel that was called back. */
export interface Recall extends Effect {
  readonly kind: 'recalled';
  readonly trackingNumber: string;
}

/** The carrier, simulated. It does not go to the address `UNREACHABLE`. */
@Injectable()
export class ShippingService {
  readonly effects = new EffectLedger<Shipment | Recall>();

  /**
   * Gives a parcel to the carrier, once for each idempotency key.
   *
   * @throws AddressUnreachableException when no carrier goes there
   */
  async ship(orderId: string, address: string, { idempotencyKey }: ServiceCall): Promise<Shipment> {
    if (address === 'UNREACHABLE') throw new AddressUnreachableException(orderId, address);
    const trackingNumber = referenceFor('TRK', idempotencyKey);
    return this.effects.once(idempotencyKey, () => ({ kind: 'shipped', orderId, address, trackingNumber }));
  }

  /** Calls back whatever parcel of an order is on its way; none is fine, too. */
  async recall(orderId: string, { idempotencyKey }: ServiceCall): Promise<void> {
    const last = this.effects.of(orderId).at(-1);
    if (last?.kind !== 'shipped') return;
    this.effects.once(idempotencyKey, () => ({ kind: 'recalled', orderId, trackingNumber: last.trackingNumber }));
  }
}
