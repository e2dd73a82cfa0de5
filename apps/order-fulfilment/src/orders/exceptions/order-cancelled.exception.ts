import { RefusedException } from '../../exceptions/refused.exception.js';

/** The order was cancelled, so nothing more can be done with it. */
export class OrderCancelledException extends RefusedException {
  /** @param action what was asked, as the rest of "the order cannot be …" */
  constructor(
    readonly orderId: string,
    action: string,
  ) {
    super({
      code: 'ORDER_CANCELLED',
      message: `The order "${orderId}" cannot be ${action}: it was cancelled. Create a new order.`,
      details: { orderId, status: 'cancelled' },
    });
  }
}
