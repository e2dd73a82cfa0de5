/** The event of every row: as JSON about 200 bytes, like what a shop writes when an order comes in. */
export class OrderPlaced {
  constructor(
    readonly orderId: string,
    readonly customerId: string,
    readonly items: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[],
    readonly currency: string,
    readonly note: string,
  ) {}
}

/** The order with this number. */
export function orderPlaced(number: number): OrderPlaced {
  return new OrderPlaced(
    `order-${1_000_000 + number}`,
    `customer-${number % 1000}`,
    [
      { sku: 'SKU-0001', quantity: 2, price: 19.99 },
      { sku: 'SKU-0002', quantity: 1, price: 5.5 },
    ],
    'EUR',
    'please ring twice',
  );
}

/** So many orders. */
export function ordersPlaced(count: number): OrderPlaced[] {
  return Array.from({ length: count }, (_, number) => orderPlaced(number));
}
