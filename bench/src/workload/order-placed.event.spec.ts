import { ordersPlaced } from './order-placed.event.js';

describe('the event of every row', () => {
  it('takes about 200 bytes, and no two in a row are equal', () => {
    const texts = ordersPlaced(1000).map((order) => JSON.stringify(order));
    for (const text of texts) {
      expect(Buffer.byteLength(text)).toBeGreaterThan(180);
      expect(Buffer.byteLength(text)).toBeLessThan(220);
    }
    expect(new Set(texts).size).toBe(1000);
  });
});
