/** One line of an order. */
export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
  /** Price of one piece. */
  readonly price: number;
}

/** What an order costs, rounded to cents. */
export function orderTotal(items: readonly OrderItem[]): number {
  const sum = items.reduce((total, { quantity, price }) => total + quantity * price, 0);
  return Math.round(sum * 100) / 100;
}
