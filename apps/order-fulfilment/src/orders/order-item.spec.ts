import { orderTotal } from './order-item.js';

describe('The total of an order', () => {
  it('is the sum of quantity times price', () => {
    expect(
      orderTotal([
        { sku: 'A', quantity: 2, price: 12.5 },
        { sku: 'B', quantity: 1, price: 3 },
      ]),
    ).toBe(28);
  });

  it('is rounded to cents, so that no binary fraction shows', () => {
    expect(orderTotal([{ sku: 'A', quantity: 3, price: 0.1 }])).toBe(0.3);
  });
});
