import { RefusedException } from '../exceptions/refused.exception.js';

/** No carrier goes there; no parcel was taken. */
export class AddressUnreachableException extends RefusedException {
  constructor(
    readonly orderId: string,
    readonly address: string,
  ) {
    super({
      code: 'ADDRESS_UNREACHABLE',
      message: `UNREACHABLE: no carrier takes the order "${orderId}" to its address. Give another address.`,
      details: { orderId, address },
    });
  }
}
