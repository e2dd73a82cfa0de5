import { RefusedException } from '../../exceptions/refused.exception.js';

/** The order has left the house. */
export class OrderAlreadyShippedException extends RefusedException {
  /** @param action what was asked, as the rest of "the order cannot be …" */
  constructor(
    readonly orderId: string,
    readonly trackingNumber: string | undefined,
    action: string,
  ) {
    super({
      code: 'ORDER_ALREADY_SHIPPED',
      message: `The order "${orderId}" cannot be ${action}: it was shipped as ${trackingNumber ?? 'unknown'}. Follow it by its tracking number.`,
      details: { orderId, status: 'shipped', trackingNumber },
    });
  }
}
