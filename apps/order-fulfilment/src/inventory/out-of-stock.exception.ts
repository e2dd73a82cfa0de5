import { RefusedException } from '../exceptions/refused.exception.js';

/** There is not enough of an item; nothing was reserved. */
export class OutOfStockException extends RefusedException {
  constructor(
    readonly orderId: string,
    readonly sku: string,
  ) {
    super({
      code: 'OUT_OF_STOCK',
      message: `OUT-OF-STOCK: the item "${sku}" of the order "${orderId}" is not in stock. Order it again when it is.`,
      details: { orderId, sku },
    });
  }
}
